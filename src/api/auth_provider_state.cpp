// A sign-in at a provider begins: its state, the row that waits for it, and what is derived from it.
#include "api/auth_provider.hpp"
#include "base/bytes.hpp"
#include "base/log.hpp"
#include "schema/decode.hpp"
#include "store/verifications.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

constexpr Seconds kStateLife = std::chrono::minutes(10);

std::string row_name(std::string_view state) { return "provider-state:" + to_base64url(sha256(state)); }

/// 43 characters, as few as RFC 7636 section 4.1 allows: 256 bits.
std::string derive_proof(const std::string& secret, std::string_view purpose, const std::string& state) {
    return to_base64url(hmac_sha256(secret, std::string(purpose) + ":" + state));
}

}  // namespace

account::Attempt attempt_of(const Parts& parts, const std::string& provider, const std::string& state,
                            const std::string& secret) {
    account::Attempt out;
    out.redirect_uri = parts.config.auth_url + "/callback/" + provider;
    out.state = state;
    out.nonce = derive_proof(secret, "provider-nonce", state);
    out.code_verifier = derive_proof(secret, "provider-verifier", state);
    return out;
}

awaitable<Result<std::string>> begin_at_provider(const Parts& parts, const Browser& browser, Began began) {
    const std::string state = make_token();
    const account::Attempt attempt = attempt_of(parts, began.provider, state, parts.config.auth_secret);
    std::string url;
    try {
        url = co_await parts.providers.begin(began.provider, attempt);
    } catch (const Unavailable& error) {
        log::warning("a provider can't be reached", {{"provider", began.provider}, {"reason", error.what()}});
    }
    if (url.empty()) co_return auth_error(Fault::unavailable, "Provider unreachable");
    const Time time = now();
    auto keep = [&](db::Sql& sql) -> awaitable<Result<void>> {
        co_await store::create_verification(sql, row_name(state), schema::to_json(began), time + kStateLife, time);
        co_return Result<void>();
    };
    co_await parts.db.transaction(keep);
    browser.send_state(state, kStateLife);
    co_return url;
}

awaitable<std::optional<Began>> take_began(const Parts& parts, const Browser& browser, std::string state) {
    if (browser.state().empty() || browser.state() != state) co_return std::nullopt;
    const std::optional<std::string> text = co_await store::take_verification(parts.db, row_name(state), now());
    if (!text) co_return std::nullopt;
    const std::optional<schema::json::value> value = schema::parse_json(*text);
    Result<Began> began = schema::decode<Began>(value.value(), "row");
    co_return std::move(began.value());
}

}  // namespace pictbook::api
