// The person, the password and the ways to sign in: AUTH-30 to AUTH-34, AUTH-38, AUTH-39.
#include "api/auth.hpp"
#include "api/auth_mail.hpp"
#include "api/auth_password.hpp"
#include "api/auth_words.hpp"
#include "store/accounts.hpp"
#include "store/users.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

struct Profile {
    model::PersonName name;
    std::optional<Picture> image;
    std::optional<std::string> email;  // refused, so that nobody takes its silence for a change
};
BOOST_DESCRIBE_STRUCT(Profile, (), (name, image, email))

awaitable<Result<Status>> update_user(const Parts& parts, const Limited<Pace::usual>&, const Self& self,
                                      const Input<schema::Patch<Profile>>& input, const Browser& browser) {
    const schema::Patch<Profile>& patch = input.value;
    if (patch.value.email && !patch.value.email->empty())
        co_return auth_error(Fault::bad_request, "Email can not be updated");
    store::UserChange change;
    if (patch.has("name")) change.name = patch.value.name;
    change.gives_image = patch.has("image");
    if (patch.value.image) change.image = patch.value.image->value;
    if (!change.name && !change.gives_image) co_return Status();
    co_await store::update_user(parts.db, self.user().id.value, change, now());
    browser.send_token(browser.token(), browser.remember());
    co_return Status();
}

struct PasswordChange {
    Secret newPassword;
    Secret currentPassword;
    std::optional<bool> revokeOtherSessions;

    static Error refuse(const Issue& issue) {
        return issue.property == "/newPassword" ? password_too_short() : misfit(issue);
    }
};
BOOST_DESCRIBE_STRUCT(PasswordChange, (), (newPassword, currentPassword, revokeOtherSessions))

struct PasswordChanged {
    std::optional<std::string> token;
    model::User user;
};
BOOST_DESCRIBE_STRUCT(PasswordChanged, (), (token, user))

awaitable<Result<PasswordChanged>> change_password(const Parts& parts, const Limited<Pace::sign_in>&, const Self& self,
                                                   const Input<PasswordChange>& input, const Browser& browser) {
    const model::User& user = self.user();
    const Result<void> fits = check_new_password(input->newPassword, user.email.value, user.name.value);
    if (!fits) co_return fits.error();
    const std::string& user_id = user.id.value;
    const std::optional<store::Credential> credential = co_await store::find_credential_of(parts.db, user_id);
    if (!credential) co_return auth_error(Fault::bad_request, "Credential account not found");
    const std::string email = user.email.value;
    const Result<void> paced = co_await take_account_pace(parts, kPasswordTries, email);
    if (!paced) co_return paced.error();
    const bool right = co_await parts.passwords.verify(input->currentPassword.value, credential->password_hash);
    if (!right) co_return wrong_password();
    co_await give_back_account_pace(parts, kPasswordTries, email);
    const std::string hash = co_await parts.passwords.hash(input->newPassword.value);

    const bool revoke = input->revokeOtherSessions.value_or(false);
    const model::Session session = browser.new_session(self.user().id, browser.remember());
    auto change = [&](db::Sql& sql) -> awaitable<Result<void>> {
        const bool replaced = co_await store::replace_password(sql, credential->account_id, credential->password_hash,
                                                               hash, session.createdAt);
        if (!replaced) co_return wrong_password();  // another change was first
        if (revoke) {
            co_await store::delete_sessions_of(sql, user_id, "");
            co_await store::create_session(sql, session);
        }
        co_await queue_password_notice(parts, sql, self.user());
        co_return Result<void>();
    };
    const Result<void> changed = co_await parts.db.transaction(change);
    if (!changed) co_return changed.error();
    parts.mailer.wake();
    PasswordChanged out;
    out.user = self.user();
    if (revoke) {
        out.token = session.token;
        browser.send_token(session.token, browser.remember());
        parts.control.user_sessions_ended(user_id);
    }
    co_return out;
}

awaitable<Result<std::vector<store::Account>>> list_accounts(const Parts& parts, const Limited<Pace::usual>&,
                                                             const Self& self) {
    co_return co_await store::list_accounts(parts.db, self.user().id.value);
}

struct OneAccount {
    std::string providerId;
};
BOOST_DESCRIBE_STRUCT(OneAccount, (), (providerId))

awaitable<Result<Status>> unlink(const Parts& parts, const Limited<Pace::usual>&, const Self& self,
                                 const Input<OneAccount>& input) {
    auto remove = [&](db::Sql& sql) -> awaitable<Result<Status>> {
        switch (co_await store::unlink_account(sql, self.user().id.value, input->providerId)) {
            case store::Unlinked::is_last:
                co_return auth_error(Fault::bad_request, "You can't unlink your last account");
            case store::Unlinked::absent:
                co_return auth_error(Fault::bad_request, "Account not found");
            case store::Unlinked::done:
                break;
        }
        co_return Status();
    };
    co_return co_await parts.db.transaction(remove);
}

}  // namespace

Table auth_account_routes() {
    return {
        http::post<"/auth/update-user">(
            update_user,
            {"Change your name or picture", "Accounts", {{Fault::bad_request, "Email can not be updated"}}}),
        http::post<"/auth/change-password">(change_password,
                                            {"Change your password, and end your other sessions if you wish",
                                             "Accounts",
                                             {{Fault::bad_request, "Invalid password"},
                                              {Fault::bad_request, "Password too short"},
                                              {Fault::bad_request, "Password too long"},
                                              {Fault::bad_request, kEasyToGuess}}}),
        http::get<"/auth/list-accounts">(list_accounts, {"Your ways to sign in", "Accounts"}),
        http::post<"/auth/unlink-account">(
            unlink,
            {"Give up a way to sign in", "Accounts", {{Fault::bad_request, "You can't unlink your last account"}}}),
    };
}

}  // namespace pictbook::api
