// Deleting one's account: AUTH-46, MAIL-35 to MAIL-40.
#include "account/targets.hpp"
#include "api/auth.hpp"
#include "api/auth_mail.hpp"
#include "api/auth_password.hpp"
#include "api/removal.hpp"
#include "store/accounts.hpp"
#include "store/departures.hpp"
#include "store/users.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

Error unknown_user() { return auth_error(Fault::not_found, "Failed to get user info"); }
Error unknown_token() { return auth_error(Fault::not_found, "Invalid token"); }

struct DeleteUser {
    std::optional<Secret> password;
    std::optional<Target> callbackURL;
};
BOOST_DESCRIBE_STRUCT(DeleteUser, (), (password, callbackURL))

struct Deletion {
    bool success = true;
    std::string message;
};
BOOST_DESCRIBE_STRUCT(Deletion, (), (success, message))

/// Whether the account may go, asked in the transaction that removes it.
using Check = std::function<awaitable<bool>(db::Sql&)>;

/// The person with everything that is only theirs. `refused` when `check` says no.
awaitable<Result<Deletion>> remove_now(const Parts& parts, const Browser& browser, std::string user_id, Check check,
                                       Error refused) {
    auto remove = [&](db::Sql& sql) -> awaitable<Result<store::Departure>> {
        const bool allowed = co_await check(sql);
        if (!allowed) co_return refused;
        co_return co_await store::remove_person(sql, user_id);
    };
    const Result<store::Departure> departure = co_await parts.db.transaction(remove);
    if (!departure) co_return departure.error();
    browser.clear_cookies();
    parts.control.user_sessions_ended(user_id);
    for (const auto& heir : departure->heirs) parts.control.member_changed(heir.project_id, heir.user_id);
    for (const std::string& project_id : departure->removed_projects) parts.control.project_changed(project_id);
    co_await remove_objects(parts, departure->removed_image_keys);
    co_return Deletion{true, "User deleted"};
}

awaitable<Result<Deletion>> send_link(const Parts& parts, model::User user, std::string target) {
    auto write = [&](db::Sql& sql) -> awaitable<Result<void>> {
        const Time time = now();
        Proof proof;
        proof.userId = user.id;
        proof.email = user.email;
        const std::string token = co_await keep_proof(sql, Purpose::delete_user, std::move(proof), time);
        const account::Letters::Link link{link_to(parts, "/delete-user/callback", token, target), time + kProofLife};
        NewMail mail;
        mail.recipient = user.email.value;
        mail.text = parts.mailer.letters().delete_account({user.name.value}, link);
        mail.expires = link.ends;
        const bool queued = co_await parts.mailer.queue(sql, std::move(mail));
        if (!queued) co_return auth_error(Fault::too_many_requests, "Too many mails");
        co_return Result<void>();
    };
    const Result<void> written = co_await parts.db.transaction(write);
    if (!written) co_return written.error();
    parts.mailer.wake();
    co_return Deletion{true, "Verification email sent"};
}

awaitable<Result<Deletion>> delete_user(const Parts& parts, const WhenMailIsOn&, const Limited<Pace::sign_in>&,
                                        const Self& self, const Input<DeleteUser>& input, const Browser& browser) {
    const std::string& user_id = self.user().id.value;
    const std::optional<store::Credential> credential = co_await store::find_credential_of(parts.db, user_id);
    const bool gives_password = input->password && !input->password->value.empty();
    if (gives_password) {
        if (!credential) co_return auth_error(Fault::bad_request, "Credential account not found");
        const std::string email = self.user().email.value;
        const Result<void> paced = co_await take_account_pace(parts, kPasswordTries, email);
        if (!paced) co_return paced.error();
        const bool right = co_await parts.passwords.verify(input->password->value, credential->password_hash);
        if (!right) co_return wrong_password();
        co_await give_back_account_pace(parts, kPasswordTries, email);
        Check still_right = [&](db::Sql& sql) {
            return store::has_password(sql, credential->account_id, credential->password_hash);
        };
        co_return co_await remove_now(parts, browser, user_id, std::move(still_right), wrong_password());
    }
    if (credential || !is_fresh(self.session())) {
        std::string target = target_or_front_end(parts, input->callbackURL);
        co_return co_await send_link(parts, self.user(), std::move(target));
    }
    Check still_signed_in = [&](db::Sql& sql) -> awaitable<bool> {
        const std::optional<model::User> user = co_await store::hold_user(sql, user_id);
        if (!user) co_return false;
        co_return co_await store::hold_session(sql, self.session().id.value, now());
    };
    co_return co_await remove_now(parts, browser, user_id, std::move(still_signed_in), not_signed_in());
}

struct DeletionQuery {
    std::optional<std::string> token;
    std::optional<Target> callbackURL;
};
BOOST_DESCRIBE_STRUCT(DeletionQuery, (), (token, callbackURL))

awaitable<Result<http::JsonOrRedirect<Deletion>>> follow_link(const Parts& parts, const WhenMailIsOn&,
                                                              const Limited<Pace::usual>&, const Anyone&,
                                                              const http::Query<DeletionQuery>& query,
                                                              const Browser& browser) {
    const std::string target = query.callbackURL ? query.callbackURL->value : "";
    const Result<void> checked = check_target(parts, "callbackURL", target);
    if (!checked) co_return checked.error();
    const std::optional<store::SignedIn> found = co_await look_up(parts, browser, false);
    if (!found) co_return unknown_user();
    const std::string token = query.token.value_or("");
    const std::optional<Proof> proof = co_await find_proof(parts.db, Purpose::delete_user, token);
    if (!proof || proof->userId != found->user.id || proof->email != found->user.email) co_return unknown_token();
    Check first = [&](db::Sql& sql) -> awaitable<bool> {
        const std::optional<Proof> taken = co_await take_proof(sql, Purpose::delete_user, token);
        co_return taken.has_value();
    };
    const Result<Deletion> deleted =
        co_await remove_now(parts, browser, found->user.id.value, std::move(first), unknown_token());
    if (!deleted) co_return deleted.error();
    if (!target.empty()) co_return http::Redirect{target};
    co_return *deleted;
}

}  // namespace

Table auth_delete_routes() {
    return {
        http::post<"/auth/delete-user">(
            delete_user, {"Delete your account: at once with your password, or in a session younger than a day if you "
                          "have none, else "
                          "by the link of a mail. A book that only you own goes to another member, or with you",
                          "Accounts",
                          {{Fault::bad_request, "Invalid password"},
                           {Fault::bad_request, "Credential account not found"},
                           {Fault::too_many_requests, "Too many mails"}}}),
        http::get<"/auth/delete-user/callback">(
            follow_link, {"Where the mail's link leads: deletes the account of whoever is signed in",
                          "Accounts",
                          {{Fault::not_found, "Failed to get user info"},
                           {Fault::not_found, "Invalid token"},
                           {Fault::forbidden, "Invalid callbackURL"}},
                          {{302, "To the callbackURL, where one was given"}}}),
    };
}

}  // namespace pictbook::api
