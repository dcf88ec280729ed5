// A canvas message means the same whether it is read in place or by the general decoder, whatever it holds.
#include <cstdint>

#include "fuzz/finding.hpp"
#include "unit/canvas/agreement.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    pictbook::fuzz::expect_none(pictbook::canvas::disagreement({reinterpret_cast<const char*>(data), size}));
    return 0;
}
