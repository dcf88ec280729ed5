#include "canvas/state_hash.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace pictbook::canvas {

namespace {

/// RFC 8785 section 3.2.3 sorts by UTF-16 units; the members' names here are ASCII, for which bytes do as well.
void write_canonical(std::string& out, const json::value& value) {
    if (const json::array* array = value.if_array()) {
        out.push_back('[');
        for (bool first = true; const json::value& item : *array) {
            if (!std::exchange(first, false)) out.push_back(',');
            write_canonical(out, item);
        }
        out.push_back(']');
        return;
    }
    const json::object* object = value.if_object();
    if (!object) return schema::write_json(out, value);
    std::vector<const json::key_value_pair*> members;
    members.reserve(object->size());
    for (const json::key_value_pair& each : *object) members.push_back(&each);
    std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->key() < b->key(); });
    out.push_back('{');
    for (bool first = true; const json::key_value_pair* each : members) {
        if (!std::exchange(first, false)) out.push_back(',');
        schema::write_string(out, each->key());
        out.push_back(':');
        write_canonical(out, each->value());
    }
    out.push_back('}');
}

}  // namespace

std::string canonical_json(const json::value& value) {
    std::string out;
    write_canonical(out, value);
    return out;
}

std::uint64_t element_hash(const json::object& element) {
    const std::string digest = sha256(canonical_json(json::value(element)));
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < 8; ++i) out = out << 8 | static_cast<unsigned char>(digest[i]);
    return out;
}

std::string state_hash(std::uint64_t sum) {
    constexpr std::string_view kHexDigits = "0123456789abcdef";
    std::string out(16, '0');
    for (std::size_t i = out.size(); i-- > 0; sum >>= 4) out[i] = kHexDigits[sum & 15];
    return out;
}

}  // namespace pictbook::canvas
