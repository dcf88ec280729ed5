#include "account/jwt.hpp"

#include <algorithm>
#include <array>

#include "base/bytes.hpp"

namespace pictbook::account {

namespace {

using schema::json::object;

std::optional<object> read_object(std::string_view encoded) {
    const std::optional<std::string> text = read_base64url(encoded);
    if (!text) return std::nullopt;
    std::optional<schema::json::value> value = schema::parse_json(*text);
    if (!value || !value->is_object()) return std::nullopt;
    return std::move(value->as_object());
}

std::optional<Algorithm> algorithm_of(const object& header) {
    const std::optional<std::string> name = text_in(header, "alg");
    if (name == "RS256") return Algorithm::rs256;
    if (name == "ES256") return Algorithm::es256;
    return std::nullopt;
}

/// Exactly three.
std::optional<std::array<std::string_view, 3>> split(std::string_view text) {
    const std::size_t first = text.find('.');
    if (first == text.npos) return std::nullopt;
    const std::size_t second = text.find('.', first + 1);
    if (second == text.npos || text.find('.', second + 1) != text.npos) return std::nullopt;
    return std::array{text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
}

}  // namespace

std::optional<std::string> read_base64url(std::string_view text) {
    std::optional<std::string> bytes = from_base64url(text);
    if (!bytes || to_base64url(*bytes) != text) return std::nullopt;
    return bytes;
}

std::optional<std::string> text_in(const object& from, std::string_view name) {
    const schema::json::value* value = from.if_contains(name);
    if (!value || !value->is_string()) return std::nullopt;
    return std::string(value->as_string());
}

std::optional<Jwt> read_jwt(std::string_view text) {
    if (text.size() > kLongestJwt) return std::nullopt;
    const auto parts = split(text);
    if (!parts) return std::nullopt;
    const std::optional<object> header = read_object((*parts)[0]);
    if (!header || header->contains("crit")) return std::nullopt;
    const std::optional<Algorithm> algorithm = algorithm_of(*header);
    std::optional<object> claims = read_object((*parts)[1]);
    std::optional<std::string> signature = read_base64url((*parts)[2]);
    if (!algorithm || !claims || !signature) return std::nullopt;

    Jwt out;
    out.algorithm = *algorithm;
    out.key_id = text_in(*header, "kid").value_or("");
    out.signed_text = text.substr(0, (*parts)[0].size() + 1 + (*parts)[1].size());
    out.signature = std::move(*signature);
    out.claims = std::move(*claims);
    return out;
}

}  // namespace pictbook::account
