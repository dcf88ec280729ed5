// The second factor of a person: set up, shown, given up. FACTOR-3, FACTOR-9, FACTOR-10, FACTOR-13.
#include "api/auth_two_factor.hpp"

#include "account/recovery.hpp"
#include "account/totp.hpp"
#include "api/auth.hpp"
#include "api/auth_password.hpp"
#include "base/seal.hpp"
#include "store/two_factors.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

struct PasswordAgain {
    Secret password;
};
BOOST_DESCRIBE_STRUCT(PasswordAgain, (), (password))

/// The person's password once more, for what a session alone must not do.
awaitable<Result<void>> check_password(const Parts& parts, model::User user, std::string password) {
    const std::optional<store::Credential> credential = co_await store::find_credential_of(parts.db, user.id.value);
    if (!credential) co_return wrong_password();
    const Result<void> paced = co_await take_account_pace(parts, kPasswordTries, user.email.value);
    if (!paced) co_return paced.error();
    const bool right = co_await parts.passwords.verify(std::move(password), credential->password_hash);
    if (!right) co_return wrong_password();
    co_await give_back_account_pace(parts, kPasswordTries, user.email.value);
    co_return Result<void>();
}

std::vector<std::string> hashes_of(const std::string& user_id, const std::vector<std::string>& codes) {
    std::vector<std::string> out;
    out.reserve(codes.size());
    for (const std::string& code : codes) out.push_back(account::recovery_hash(user_id, code));
    return out;
}

struct Enabling {
    std::string totpURI;
    std::vector<std::string> backupCodes;
};
BOOST_DESCRIBE_STRUCT(Enabling, (), (totpURI, backupCodes))

awaitable<Result<Enabling>> enable(const Parts& parts, const Limited<Pace::sign_in>&, const Self& self,
                                   const Input<PasswordAgain>& input) {
    const std::string& user_id = self.user().id.value;
    const Result<void> right = co_await check_password(parts, self.user(), input->password.value);
    if (!right) co_return right.error();
    const std::string secret = random_bytes(account::kTotpSecretBytes);
    const std::string sealed = seal(parts.config.auth_secret, kTotpPurpose, user_id, secret);
    Enabling out;
    out.totpURI = account::totp_uri(secret, self.user().email);
    out.backupCodes = account::make_recovery_codes();
    auto keep = [&](db::Sql& sql) -> awaitable<Result<void>> {
        std::vector<std::string> hashes = hashes_of(user_id, out.backupCodes);
        const bool begun = co_await store::begin_two_factor(sql, user_id, sealed, std::move(hashes), now());
        if (!begun) co_return auth_error(Fault::bad_request, "Two factor is already enabled");
        co_return Result<void>();
    };
    const Result<void> kept = co_await parts.db.transaction(keep);
    if (!kept) co_return kept.error();
    co_return out;
}

awaitable<Result<Status>> disable(const Parts& parts, const Limited<Pace::sign_in>&, const Self& self,
                                  const Input<PasswordAgain>& input, const Browser& browser) {
    const std::string& user_id = self.user().id.value;
    const Result<void> right = co_await check_password(parts, self.user(), input->password.value);
    if (!right) co_return right.error();
    co_await store::delete_two_factor(parts.db, user_id);
    browser.clear_signed(kTrustCookie);
    co_return Status();
}

struct TotpAddress {
    std::string totpURI;
};
BOOST_DESCRIBE_STRUCT(TotpAddress, (), (totpURI))

awaitable<Result<TotpAddress>> show_uri(const Parts& parts, const Limited<Pace::sign_in>&, const Self& self,
                                        const Input<PasswordAgain>& input) {
    const std::string& user_id = self.user().id.value;
    const Result<void> right = co_await check_password(parts, self.user(), input->password.value);
    if (!right) co_return right.error();
    const std::optional<store::TwoFactor> factor = co_await store::find_two_factor(parts.db, user_id);
    if (!factor || !factor->enabled) co_return auth_error(Fault::bad_request, "TOTP not enabled");
    const std::optional<TotpSecret> secret = open_totp_secret(parts, user_id, factor->secret);
    if (!secret) co_return unreadable_secret();
    TotpAddress out;
    out.totpURI = account::totp_uri(secret->plain, self.user().email);
    co_return out;
}

struct NewCodes {
    bool status = true;
    std::vector<std::string> backupCodes;
};
BOOST_DESCRIBE_STRUCT(NewCodes, (), (status, backupCodes))

awaitable<Result<NewCodes>> renew_codes(const Parts& parts, const Limited<Pace::sign_in>&, const Self& self,
                                        const Input<PasswordAgain>& input) {
    const std::string& user_id = self.user().id.value;
    const Result<void> right = co_await check_password(parts, self.user(), input->password.value);
    if (!right) co_return right.error();
    NewCodes out;
    out.backupCodes = account::make_recovery_codes();
    auto replace = [&](db::Sql& sql) -> awaitable<Result<void>> {
        std::vector<std::string> hashes = hashes_of(user_id, out.backupCodes);
        const bool replaced = co_await store::replace_recovery_codes(sql, user_id, std::move(hashes));
        if (!replaced) co_return auth_error(Fault::bad_request, "Two factor isn't enabled");
        co_return Result<void>();
    };
    const Result<void> replaced = co_await parts.db.transaction(replace);
    if (!replaced) co_return replaced.error();
    co_return out;
}

struct TwoFactorStatus {
    bool enabled = false;
};
BOOST_DESCRIBE_STRUCT(TwoFactorStatus, (), (enabled))

awaitable<Result<TwoFactorStatus>> show_status(const Parts& parts, const Limited<Pace::usual>&, const Self& self) {
    const std::optional<store::TwoFactor> factor = co_await store::find_two_factor(parts.db, self.user().id.value);
    TwoFactorStatus out;
    out.enabled = factor && factor->enabled;
    co_return out;
}

}  // namespace

Table auth_two_factor_routes() {
    const std::pair<Fault, const char*> wrong{Fault::bad_request, "Invalid password"};
    return {
        http::get<"/auth/two-factor/status">(show_status, {"Whether a code is asked for when you sign in", "Accounts"}),
        http::post<"/auth/two-factor/enable">(enable, {"Set up an authenticator app; its first right code enables it",
                                                       "Accounts",
                                                       {wrong, {Fault::bad_request, "Two factor is already enabled"}}}),
        http::post<"/auth/two-factor/disable">(disable, {"Give up the second factor", "Accounts", {wrong}}),
        http::post<"/auth/two-factor/get-totp-uri">(
            show_uri, {"The authenticator's address again",
                       "Accounts",
                       {wrong, {Fault::bad_request, "TOTP not enabled"}, {Fault::bad_request, "Use a backup code"}}}),
        http::post<"/auth/two-factor/generate-backup-codes">(
            renew_codes, {"New backup codes in the place of all earlier ones",
                          "Accounts",
                          {wrong, {Fault::bad_request, "Two factor isn't enabled"}}}),
    };
}

}  // namespace pictbook::api
