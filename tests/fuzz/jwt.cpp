// What a provider sends: a token is read in the one way it can be written, no key set that an input holds has signed one, and
// discovery names nothing but what may be called. The first line of the input is the token, the rest JSON.
#include "account/jwt.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include "account/jwks.hpp"
#include "account/oidc.hpp"
#include "base/bytes.hpp"
#include "fuzz/finding.hpp"
#include "fuzz/pieces.hpp"

namespace {

using namespace pictbook::account;

std::string fault_of_token(std::string_view text, std::string_view keys) {
    const std::optional<Jwt> token = read_jwt(text);
    const std::optional<KeySet> set = KeySet::read(keys);
    if (set && set->size() > KeySet::kMostKeys) return "too many keys";
    if (!token) return "";
    if (token->signed_text + "." + pictbook::to_base64url(token->signature) != text) return "two ways to write a token";
    if (set && set->has_signed(*token) && !set->has_key_for(*token)) return "signed by a key that isn't there";
    return "";
}

std::string fault_of_discovery(std::string_view text) {
    const std::optional<Endpoints> found = read_discovery(text, "https://id.example");
    if (!found) return "";
    for (const std::string& address : {found->authorization, found->token, found->keys})
        if (!boost::algorithm::istarts_with(address, "https://")) return "an endpoint without TLS: " + address;
    return "";
}

std::string fault_of_claims(std::string_view text) {
    const std::optional<pictbook::schema::json::value> claims = pictbook::schema::parse_json(text);
    if (!claims || !claims->is_object()) return "";
    pictbook::ProviderSettings provider{};
    provider.issuer = "https://id.example";
    provider.client_id = "us";
    const Claims read = read_claims(claims->get_object(), provider, "nonce", pictbook::Time(std::chrono::days(20'000)));
    if (read.flaw) return "";
    if (text_in(claims->get_object(), "iss") != provider.issuer || text_in(claims->get_object(), "nonce") != "nonce")
        return "claims of another issuer or sign-in";
    return read.identity.subject.empty() ? "an identity without a subject" : "";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = pictbook::fuzz::text_of(data, size);
    const std::string_view token = pictbook::fuzz::take_line(text);
    pictbook::fuzz::expect_none(fault_of_token(token, text));
    pictbook::fuzz::expect_none(fault_of_discovery(text));
    pictbook::fuzz::expect_none(fault_of_claims(text));
    return 0;
}
