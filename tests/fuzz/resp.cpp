// Redis's replies are the same however their bytes are cut, within the bounds, and a reply written out again is read as itself.
// The first byte of the input says how it is cut.
#include "bus/resp.hpp"

#include <algorithm>

#include "fuzz/finding.hpp"
#include "fuzz/pieces.hpp"

namespace {

using namespace pictbook::bus::resp;

void write(std::string& out, const Value& value) {
    switch (value.kind) {
        case Kind::null:
            out += "$-1\r\n";
            return;
        case Kind::simple:
            out.append("+").append(value.text).append("\r\n");
            return;
        case Kind::error:
            out.append("-").append(value.text).append("\r\n");
            return;
        case Kind::integer:
            out.append(":").append(std::to_string(value.number)).append("\r\n");
            return;
        case Kind::bulk:
            return append_bulk(out, value.text);
        case Kind::array:
            append_array(out, value.items.size());
            for (const Value& item : value.items) write(out, item);
            return;
    }
}

/// All replies written out again, and last how the stream ended.
template <class Next>
std::vector<std::string> read(std::string_view bytes, Next next) {
    Parser parser;
    std::vector<std::string> out;
    try {
        while (!bytes.empty()) {
            const std::size_t size = std::min(next(), bytes.size());
            parser.feed(bytes.substr(0, size));
            bytes.remove_prefix(size);
            while (const std::optional<Value> value = parser.next()) write(out.emplace_back(), *value);
        }
    } catch (const Malformed& malformed) {
        out.emplace_back(malformed.what());
        return out;
    }
    out.emplace_back("open");
    return out;
}

std::size_t depth(const Value& value) {
    std::size_t deepest = 0;
    for (const Value& item : value.items) deepest = std::max(deepest, depth(item));
    return value.kind == Kind::array ? deepest + 1 : 0;
}

std::string fault_of(const std::string& reply) {
    Parser parser;
    parser.feed(reply);
    const std::optional<Value> value = parser.next();
    if (!value || parser.next()) return "not one reply: " + reply;
    std::string again;
    write(again, *value);
    if (again != reply) return "not the same again: " + reply;
    return depth(*value) > kMostDepth + 1 ? "too deep" : "";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string bytes = pictbook::fuzz::stretched(pictbook::fuzz::text_of(data + 1, size - 1));
    pictbook::fuzz::Pieces pieces(data[0]);
    const std::vector<std::string> whole = read(bytes, [&] { return bytes.size(); });
    const std::vector<std::string> cut = read(bytes, [&] { return pieces.next(); });
    if (whole != cut) pictbook::fuzz::expect_none("in pieces: " + cut.back() + ", at once: " + whole.back());
    for (std::size_t i = 0; i + 1 < whole.size(); ++i) pictbook::fuzz::expect_none(fault_of(whole[i]));
    return 0;
}
