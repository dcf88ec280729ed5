// CBOR (RFC 8949) as authenticators write it: libcbor takes the heads of items apart, and what it leaves open is bounded
// here. Its own trees are not used: version 0.8 bounds their depth at 2048, but reserves memory for as many items as a head
// promises before it has seen one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace pictbook::account {

inline constexpr std::size_t kMostCborBytes = 64u << 10;
inline constexpr std::size_t kDeepestCbor = 8;  // attestation statements need 4
inline constexpr std::size_t kMostCborItems = 512;

/// An item, readable while the bytes that it was read from live.
struct Cbor {
    enum class Kind { positive, negative, bytes, text, array, map, other };  // other: booleans, null, floats
    Kind kind = Kind::other;
    std::uint64_t number = 0;      // of an integer; of a negative one it stands for -1 - number
    std::string_view text = {};    // of bytes and text
    std::vector<Cbor> items = {};  // of an array; of a map its keys and values by turns
    std::string_view source = {};  // the bytes that it was read from

    std::optional<std::int64_t> integer() const;
    // The value of that key; null when this is no map or has no such key.
    const Cbor* find(std::string_view key) const;
    const Cbor* find(std::int64_t key) const;
};

/// The item that `bytes` begin with; its `source` tells how long it is. Nothing when it is malformed or cut, larger, deeper
/// or of more items than above, or has indefinite lengths, tags, a text that is not UTF-8, or a map whose keys come twice or
/// are neither integers nor texts.
std::optional<Cbor> read_cbor(std::string_view bytes);
/// The same when nothing follows.
std::optional<Cbor> read_whole_cbor(std::string_view bytes);

}  // namespace pictbook::account
