// One file in a zip.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"

namespace pictbook::zip {

struct Entry {
    std::string name;
    std::uint64_t size = 0;  // of its bytes, unpacked
    Time modified{};         // of one that is written; the format knows 1980 to 2107, in steps of 2 s
};

}  // namespace pictbook::zip
