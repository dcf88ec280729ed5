// A client's frames give the same events however they are cut into pieces, and the same as Beast's parser gives. The first
// byte of the input says how they are cut.
#include <cstdint>

#include "fuzz/finding.hpp"
#include "unit/http/beast_streams.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pictbook::http;
    constexpr std::size_t kLimit = 1000;
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t most = 1 + data[0] % 16u;
    std::size_t next = 0;
    const Lines whole = read_with_ours(bytes, kLimit, [&] { return bytes.size(); });
    const Lines pieces = read_with_ours(bytes, kLimit, [&] { return 1 + next++ % most; });
    if (whole != pieces) pictbook::fuzz::expect_none("in pieces: " + pieces.back() + ", at once: " + whole.back());
    boost::asio::io_context context;
    pictbook::fuzz::expect_none(disagreement(whole, read_with_beast(context, bytes, kLimit)));
    return 0;
}
