// Bytes to text and back, hashes, and the two lengths of a text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pictbook {

/// As OpenSSL takes them.
inline const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string to_hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);     // RFC 4648 section 4, padded
std::string to_base64url(std::string_view bytes);  // section 5, no padding
std::optional<std::string> from_base64url(std::string_view text);

/// RFC 3986: a broken escape gives nothing. `plus_is_space` for query strings.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
/// Everything but the unreserved characters is escaped (as encodeURIComponent, plus !'()*).
std::string percent_encode(std::string_view text);
std::string html_escape(std::string_view text);

bool is_utf8(std::string_view bytes);
/// Length in UTF-16 units of valid UTF-8, as JavaScript counts.
std::size_t utf16_length(std::string_view utf8);
/// At most `bytes` bytes of `utf8`, cut between characters.
std::string_view cut_utf8(std::string_view utf8, std::size_t bytes);
std::string to_lower_ascii(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string_view trim(std::string_view text);  // spaces and tabs

std::string sha1(std::string_view bytes);
std::string sha256(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// Takes the same time wherever the difference is.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace pictbook
