// Secrets that must be read back, so that a stolen database alone gives nothing: AES-256-GCM with a key that HKDF-SHA256
// (RFC 5869) derives from the server's secret. Sealed text is base64url of a format byte, nonce, cipher text and tag.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pictbook {

/// Most bytes of one sealed value; more is a bug of the caller.
inline constexpr std::size_t kMostSealedBytes = 1u << 20;

/// What one `purpose` sealed no other can open. `associated` is what the value belongs to, such as the user's id: the
/// sealed text can't be opened for another. 40 bytes longer than `plain`, then a third more for base64url.
std::string seal(std::string_view secret, std::string_view purpose, std::string_view associated,
                 std::string_view plain);

/// Nothing when it was sealed with another secret, purpose or associated text, was changed, or has another format; try a
/// former secret then.
std::optional<std::string> open(std::string_view secret, std::string_view purpose, std::string_view associated,
                                std::string_view sealed);

}  // namespace pictbook
