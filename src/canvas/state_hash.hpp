// The proof that a client and the server agree about a book (docs/spec/live-v2.md, V2-35).
#pragma once

#include <cstdint>
#include <string>

#include "canvas/change.hpp"

namespace pictbook::canvas {

/// RFC 8785: members sorted, no spaces, numbers as ECMAScript prints them.
std::string canonical_json(const json::value& value);
/// The first 8 bytes of SHA-256 of its canonical JSON, big-endian.
std::uint64_t element_hash(const json::object& element);
/// The sum of all elements' hashes as the wire has it.
std::string state_hash(std::uint64_t sum);

}  // namespace pictbook::canvas
