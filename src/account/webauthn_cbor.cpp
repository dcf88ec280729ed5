#include "account/webauthn_cbor.hpp"

#include <cbor.h>

#include <limits>

#include "base/bytes.hpp"

namespace pictbook::account {

namespace {

using Kind = Cbor::Kind;

/// The head of one item, with the content of texts and bytes.
struct Head {
    bool fits = false;  // it is of a sort that is taken
    Kind kind = Kind::other;
    std::uint64_t number = 0;  // or the count of an array or a map
    std::string_view text = {};
};

void take(void* head, Kind kind, std::uint64_t number) { *static_cast<Head*>(head) = {true, kind, number, {}}; }
void take(void* head, Kind kind, cbor_data data, std::size_t size) {
    *static_cast<Head*>(head) = {true, kind, 0, {reinterpret_cast<const char*>(data), size}};
}

/// What isn't named here (tags, indefinite lengths, breaks) does nothing, so the head doesn't fit.
cbor_callbacks make_callbacks() {
    cbor_callbacks out = cbor_empty_callbacks;
    out.uint8 = [](void* head, std::uint8_t number) { take(head, Kind::positive, number); };
    out.uint16 = [](void* head, std::uint16_t number) { take(head, Kind::positive, number); };
    out.uint32 = [](void* head, std::uint32_t number) { take(head, Kind::positive, number); };
    out.uint64 = [](void* head, std::uint64_t number) { take(head, Kind::positive, number); };
    out.negint8 = [](void* head, std::uint8_t number) { take(head, Kind::negative, number); };
    out.negint16 = [](void* head, std::uint16_t number) { take(head, Kind::negative, number); };
    out.negint32 = [](void* head, std::uint32_t number) { take(head, Kind::negative, number); };
    out.negint64 = [](void* head, std::uint64_t number) { take(head, Kind::negative, number); };
    out.byte_string = [](void* head, cbor_data data, std::size_t size) { take(head, Kind::bytes, data, size); };
    out.string = [](void* head, cbor_data data, std::size_t size) { take(head, Kind::text, data, size); };
    out.array_start = [](void* head, std::size_t count) { take(head, Kind::array, count); };
    out.map_start = [](void* head, std::size_t count) { take(head, Kind::map, count); };
    out.float2 = out.float4 = [](void* head, float) { take(head, Kind::other, 0); };
    out.float8 = [](void* head, double) { take(head, Kind::other, 0); };
    out.undefined = out.null = [](void* head) { take(head, Kind::other, 0); };
    out.boolean = [](void* head, bool) { take(head, Kind::other, 0); };
    return out;
}

bool same_key(const Cbor& a, const Cbor& b) { return a.kind == b.kind && a.number == b.number && a.text == b.text; }

bool has_good_keys(const Cbor& map) {
    for (std::size_t i = 0; i < map.items.size(); i += 2) {
        const Cbor& key = map.items[i];
        if (key.kind != Kind::positive && key.kind != Kind::negative && key.kind != Kind::text) return false;
        for (std::size_t j = 0; j < i; j += 2)
            if (same_key(map.items[j], key)) return false;
    }
    return true;
}

class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    bool read(Cbor& out, std::size_t depth) {
        static const cbor_callbacks callbacks = make_callbacks();
        const std::string_view begin = rest_;
        Head head;
        const cbor_decoder_result result =
            cbor_stream_decode(reinterpret_cast<cbor_data>(rest_.data()), rest_.size(), &callbacks, &head);
        if (result.status != CBOR_DECODER_FINISHED || !head.fits || ++items_ > kMostCborItems) return false;
        rest_.remove_prefix(result.read);
        out.kind = head.kind;
        out.text = head.text;
        const bool fits = head.kind == Kind::array || head.kind == Kind::map ? read_items(out, head.number, depth)
                                                                             : read_plain(out, head);
        out.source = begin.substr(0, begin.size() - rest_.size());
        return fits;
    }

private:
    static bool read_plain(Cbor& out, const Head& head) {
        out.number = head.number;
        return head.kind != Kind::text || is_utf8(head.text);
    }

    bool read_items(Cbor& out, std::uint64_t count, std::size_t depth) {
        if (depth == kDeepestCbor || count > rest_.size()) return false;  // an item has one byte at least
        const std::size_t items = static_cast<std::size_t>(count) * (out.kind == Kind::map ? 2 : 1);
        for (std::size_t i = 0; i < items; ++i)
            if (!read(out.items.emplace_back(), depth + 1)) return false;
        return out.kind == Kind::array || has_good_keys(out);
    }

    std::string_view rest_;
    std::size_t items_ = 0;
};

const Cbor* find_where(const Cbor& map, const auto& fits) {
    if (map.kind != Kind::map) return nullptr;
    for (std::size_t i = 0; i < map.items.size(); i += 2)
        if (fits(map.items[i])) return &map.items[i + 1];
    return nullptr;
}

}  // namespace

std::optional<std::int64_t> Cbor::integer() const {
    const bool is_integer = kind == Kind::positive || kind == Kind::negative;
    if (!is_integer || number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return std::nullopt;
    const auto value = static_cast<std::int64_t>(number);
    return kind == Kind::positive ? value : -1 - value;
}

const Cbor* Cbor::find(std::string_view key) const {
    return find_where(*this, [&](const Cbor& each) { return each.kind == Kind::text && each.text == key; });
}

const Cbor* Cbor::find(std::int64_t key) const {
    return find_where(*this, [&](const Cbor& each) { return each.integer() == key; });
}

std::optional<Cbor> read_cbor(std::string_view bytes) {
    Cbor out;
    if (bytes.size() > kMostCborBytes || !Reader(bytes).read(out, 0)) return std::nullopt;
    return out;
}

std::optional<Cbor> read_whole_cbor(std::string_view bytes) {
    std::optional<Cbor> out = read_cbor(bytes);
    if (out && out->source.size() != bytes.size()) out.reset();
    return out;
}

}  // namespace pictbook::account
