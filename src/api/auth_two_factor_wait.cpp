// When a sign-in has to wait for a code, and the rows and cookies by which it does: FACTOR-4 to FACTOR-6, FACTOR-11.
#include "api/auth_begin.hpp"
#include "api/auth_two_factor.hpp"
#include "base/bytes.hpp"
#include "base/seal.hpp"
#include "store/two_factors.hpp"
#include "store/verifications.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

std::string password_mark(const std::optional<store::Credential>& credential) {
    return credential ? to_hex(sha256(credential->password_hash)) : "";
}

std::string hash_of_token(std::string_view kind, std::string_view token) {
    return std::string(kind) + ":" + to_hex(sha256(token));
}

awaitable<bool> needs_second_factor(const Parts& parts, const Browser& browser, std::string user_id, std::string mark) {
    const std::optional<store::TwoFactor> factor = co_await store::find_two_factor(parts.db, user_id);
    if (!factor || !factor->enabled) co_return false;
    const std::string token = browser.signed_cookie(kTrustCookie);
    if (token.empty()) co_return true;
    const std::string id = hash_of_token(kTrustCookie, token);
    const bool trusted = co_await store::is_trusted_device(parts.db, id, user_id, mark, now());
    co_return !trusted;
}

awaitable<void> wait_for_second_factor(const Parts& parts, const Browser& browser, WaitingSignIn waiting) {
    const std::string token = make_token(), identifier = hash_of_token(kTwoFactorCookie, token);
    const Time time = now();
    auto keep = [&](db::Sql& sql) -> awaitable<Result<Replaced>> {
        co_await store::create_verification(sql, identifier, schema::to_json(waiting), time + kSignInWait, time);
        co_return co_await end_replaced_session(sql, browser);
    };
    const Result<Replaced> kept = co_await parts.db.transaction(keep);
    tell_replaced(parts, *kept);
    browser.clear_cookies();
    browser.send_signed(kTwoFactorCookie, token, kSignInWait);
}

std::optional<TotpSecret> open_totp_secret(const Parts& parts, const std::string& user_id, const std::string& sealed) {
    const Config& config = parts.config;
    std::optional<std::string> plain = open(config.auth_secret, kTotpPurpose, user_id, sealed);
    if (plain) return TotpSecret{*std::move(plain), sealed};
    if (config.former_secrets.hold(now())) {
        for (const std::string& former : config.former_secrets.secrets) {
            plain = open(former, kTotpPurpose, user_id, sealed);
            if (!plain) continue;
            std::string anew = seal(config.auth_secret, kTotpPurpose, user_id, *plain);
            return TotpSecret{*std::move(plain), std::move(anew)};
        }
    }
    log::warning("an authenticator's secret can't be read: BETTER_AUTH_SECRET is not the one of then");
    return std::nullopt;
}

Error unreadable_secret() { return auth_error(Fault::bad_request, "Use a backup code"); }

}  // namespace pictbook::api
