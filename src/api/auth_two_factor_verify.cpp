// The code of a sign-in that waits for it, or of somebody who is signed in and sets the authenticator up: FACTOR-3,
// FACTOR-5 to FACTOR-9.
#include "account/recovery.hpp"
#include "account/totp.hpp"
#include "api/auth.hpp"
#include "api/auth_two_factor.hpp"
#include "store/two_factors.hpp"
#include "store/users.hpp"
#include "store/verifications.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

/// What a person reads off the authenticator, or a backup code.
struct Code : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.max = 64, .example = "123456", .is_stored = false};
};

struct TotpCode {
    Code code;
    std::optional<bool> trustDevice;
};
BOOST_DESCRIBE_STRUCT(TotpCode, (), (code, trustDevice))

struct BackupCode {
    Code code;
    std::optional<bool> disableSession;
    std::optional<bool> trustDevice;
};
BOOST_DESCRIBE_STRUCT(BackupCode, (), (code, disableSession, trustDevice))

struct Verified {
    bool redirect = false;
    std::optional<std::string> token;
    model::User user;
};
BOOST_DESCRIBE_STRUCT(Verified, (), (redirect, token, user))

/// Whether the code is right, which it is once. In the transaction that relies on it.
using CheckCode = awaitable<Result<bool>> (*)(const Parts&, db::Sql&, std::string user_id, std::string code);

awaitable<Result<bool>> check_totp(const Parts& parts, db::Sql& sql, std::string user_id, std::string code) {
    const std::optional<store::TwoFactor> factor = co_await store::find_two_factor(sql, user_id);
    if (!factor) co_return auth_error(Fault::bad_request, "TOTP not enabled");
    const std::optional<TotpSecret> secret = open_totp_secret(parts, user_id, factor->secret);
    if (!secret) co_return unreadable_secret();
    const std::optional<std::int64_t> step = account::find_totp_step(secret->plain, code, now(), factor->lastStep);
    if (!step) co_return false;
    co_return co_await store::use_totp_step(sql, user_id, factor->secret, secret->sealed, *step);
}

awaitable<Result<bool>> check_backup_code(const Parts&, db::Sql& sql, std::string user_id, std::string code) {
    const std::optional<store::TwoFactor> factor = co_await store::find_two_factor(sql, user_id);
    if (!factor || !factor->enabled) co_return auth_error(Fault::bad_request, "Backup codes aren't enabled");
    const std::string hash = account::recovery_hash(user_id, code);
    co_return co_await store::take_recovery_code(sql, user_id, hash);
}

Error no_waiting_sign_in() { return auth_error(Fault::unauthorized, "Invalid two factor cookie"); }

struct Attempt {
    std::string code;
    CheckCode check;
    const char* refusal;
    bool makes_session = true;
    bool trusts_device = false;
};

/// Somebody who is signed in. The session stays as it is.
awaitable<Result<Verified>> verify_signed_in(const Parts& parts, const Attempt& attempt, store::SignedIn self) {
    const std::string& user_id = self.user.id.value;
    const Result<void> paced = co_await take_account_pace(parts, kCodeTries, user_id);
    if (!paced) co_return paced.error();
    auto check = [&](db::Sql& sql) { return attempt.check(parts, sql, user_id, attempt.code); };
    const Result<bool> right = co_await parts.db.transaction(check);
    const bool was_wrong = right && !*right;
    if (!was_wrong) co_await give_back_account_pace(parts, kCodeTries, user_id);
    if (!right) co_return right.error();
    if (!*right) co_return auth_error(Fault::unauthorized, attempt.refusal);
    Verified out;
    out.token = self.session.token;
    out.user = self.user;
    co_return out;
}

WaitingSignIn read_waiting(const std::string& value) {
    const std::optional<schema::json::value> json = schema::parse_json(value);
    if (!json) throw std::runtime_error("a waiting sign-in's row is no JSON");
    return schema::decode<WaitingSignIn>(*json, "row").value();
}

/// The person that the sign-in was for, if the password is still the one that it was made with, which it stays until the
/// transaction ends.
awaitable<std::optional<model::User>> find_waiting_user(db::Sql& sql, const WaitingSignIn& waiting) {
    const std::optional<store::Credential> credential = co_await store::find_credential_of(sql, waiting.userId);
    if (password_mark(credential) != waiting.password) co_return std::nullopt;
    if (credential) {
        const bool is_same = co_await store::has_password(sql, credential->account_id, credential->password_hash);
        if (!is_same) co_return std::nullopt;
        co_return co_await store::find_user(sql, waiting.userId);
    }
    std::optional<model::User> user = co_await store::hold_user(sql, waiting.userId);
    const std::optional<store::Credential> since = co_await store::find_credential_of(sql, waiting.userId);
    if (since) co_return std::nullopt;
    co_return user;
}

awaitable<void> count_wrong(db::Sql& sql, std::string identifier, WaitingSignIn waiting) {
    if (++waiting.wrong >= kMostWrongCodes)
        co_await store::delete_sign_in(sql, identifier);
    else
        co_await store::replace_sign_in(sql, identifier, schema::to_json(waiting));
}

/// A sign-in that came as far as the right code.
struct Finished {
    model::User user;
    model::Session session;
    bool remember = true;
};

struct NewRows {
    std::string identifier;  // of the waiting sign-in
    std::string trust_token;
};

/// Nothing when the code was wrong, which is then counted: that has to be committed.
awaitable<Result<std::optional<Finished>>> finish_sign_in(const Parts& parts, db::Sql& sql, const Browser& browser,
                                                          const Attempt& attempt, const NewRows& rows) {
    const std::optional<std::string> row = co_await store::hold_sign_in(sql, rows.identifier, now());
    if (!row) co_return no_waiting_sign_in();
    const WaitingSignIn waiting = read_waiting(*row);
    const std::optional<model::User> user = co_await find_waiting_user(sql, waiting);
    if (!user) co_return no_waiting_sign_in();
    const Result<bool> right = co_await attempt.check(parts, sql, waiting.userId, attempt.code);
    if (!right) co_return right.error();
    if (!*right) {
        co_await count_wrong(sql, rows.identifier, waiting);
        co_return std::optional<Finished>();
    }
    Finished out;
    out.user = *user;
    out.remember = waiting.remember;
    out.session = browser.new_session(user->id, waiting.remember);
    const Time time = out.session.createdAt;
    co_await store::delete_sign_in(sql, rows.identifier);
    co_await store::delete_ended_sessions_of(sql, waiting.userId, time);
    if (attempt.makes_session) co_await store::create_session(sql, out.session);
    if (attempt.trusts_device) {
        const std::string id = hash_of_token(kTrustCookie, rows.trust_token);
        co_await store::create_trusted_device(sql, id, waiting.userId, waiting.password, time + kTrustLife, time);
    }
    co_return std::optional<Finished>(std::move(out));
}

awaitable<Result<Verified>> verify_waiting(const Parts& parts, const Browser& browser, const Attempt& attempt) {
    const std::string token = browser.signed_cookie(kTwoFactorCookie);
    if (token.empty()) co_return no_waiting_sign_in();
    NewRows rows;
    rows.identifier = hash_of_token(kTwoFactorCookie, token);
    rows.trust_token = make_token();
    const std::optional<std::string> row = co_await store::find_verification(parts.db, rows.identifier, now());
    if (!row) co_return no_waiting_sign_in();
    const std::string user_id = read_waiting(*row).userId;
    const Result<void> paced = co_await take_account_pace(parts, kCodeTries, user_id);
    if (!paced) co_return paced.error();
    auto body = [&](db::Sql& sql) { return finish_sign_in(parts, sql, browser, attempt, rows); };
    const Result<std::optional<Finished>> finished = co_await parts.db.transaction(body);
    const bool was_wrong = finished && !*finished;
    if (!was_wrong) co_await give_back_account_pace(parts, kCodeTries, user_id);
    if (!finished) co_return finished.error();
    if (!*finished) co_return auth_error(Fault::unauthorized, attempt.refusal);
    const Finished& done = **finished;
    browser.clear_signed(kTwoFactorCookie);
    Verified out;
    out.user = done.user;
    if (attempt.makes_session) {
        out.token = done.session.token;
        browser.send_token(done.session.token, done.remember);
    }
    if (attempt.trusts_device) browser.send_signed(kTrustCookie, rows.trust_token, kTrustLife);
    co_return out;
}

awaitable<Result<Verified>> verify_code(const Parts& parts, const Browser& browser, Attempt attempt) {
    std::optional<store::SignedIn> self = co_await look_up(parts, browser, false);
    if (self) co_return co_await verify_signed_in(parts, attempt, std::move(*self));
    co_return co_await verify_waiting(parts, browser, attempt);
}

awaitable<Result<Verified>> verify_totp(const Parts& parts, const Limited<Pace::sign_in>&, const Anyone&,
                                        const Input<TotpCode>& input, const Browser& browser) {
    Attempt attempt;
    attempt.code = input->code.value;
    attempt.check = check_totp;
    attempt.refusal = "Invalid code";
    attempt.trusts_device = input->trustDevice.value_or(false);
    co_return co_await verify_code(parts, browser, std::move(attempt));
}

awaitable<Result<Verified>> verify_backup_code(const Parts& parts, const Limited<Pace::sign_in>&, const Anyone&,
                                               const Input<BackupCode>& input, const Browser& browser) {
    Attempt attempt;
    attempt.code = input->code.value;
    attempt.check = check_backup_code;
    attempt.refusal = "Invalid backup code";
    attempt.makes_session = !input->disableSession.value_or(false);
    attempt.trusts_device = input->trustDevice.value_or(false);
    co_return co_await verify_code(parts, browser, std::move(attempt));
}

}  // namespace

Table auth_two_factor_verify_routes() {
    const std::pair<Fault, const char*> no_cookie{Fault::unauthorized, "Invalid two factor cookie"};
    return {
        http::post<"/auth/two-factor/verify-totp">(verify_totp, {"The authenticator's code: ends a sign-in or a set-up",
                                                                 "Accounts",
                                                                 {no_cookie,
                                                                  {Fault::unauthorized, "Invalid code"},
                                                                  {Fault::bad_request, "TOTP not enabled"},
                                                                  {Fault::bad_request, "Use a backup code"}}}),
        http::post<"/auth/two-factor/verify-backup-code">(
            verify_backup_code, {"One of the backup codes in the place of the authenticator's",
                                 "Accounts",
                                 {no_cookie,
                                  {Fault::unauthorized, "Invalid backup code"},
                                  {Fault::bad_request, "Backup codes aren't enabled"}}}),
    };
}

}  // namespace pictbook::api
