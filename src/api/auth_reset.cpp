// A new password for who has forgotten the old one: AUTH-42, AUTH-43, MAIL-19 to MAIL-24, MAIL-48.
#include <boost/asio/this_coro.hpp>

#include "account/addresses.hpp"
#include "account/targets.hpp"
#include "api/auth.hpp"
#include "api/auth_mail.hpp"
#include "api/auth_password.hpp"
#include "base/bytes.hpp"
#include "store/accounts.hpp"
#include "store/invitations.hpp"
#include "store/projects.hpp"
#include "store/users.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

Error invalid_reset_token() { return auth_error(Fault::bad_request, "invalid token"); }

struct ForgetPassword {
    model::Email email;
    std::optional<Target> redirectTo;
    static Error switched_off() { return auth_error(Fault::bad_request, "Reset password isn't enabled"); }
};
BOOST_DESCRIBE_STRUCT(ForgetPassword, (), (email, redirectTo))

struct ResetPassword {
    Secret newPassword;
    std::optional<std::string> token;
    static Error switched_off() { return invalid_reset_token(); }
};
BOOST_DESCRIBE_STRUCT(ResetPassword, (), (newPassword, token))

/// Tells the password that a link may replace from every later one, without telling anything of it.
std::string mark_of(const std::optional<store::Credential>& credential) {
    return to_hex(sha256(credential ? credential->password_hash : std::string("no password")));
}

/// Does nothing for nobody.
awaitable<void> send_reset(const Parts& parts, std::optional<model::Id> user_id, std::string target) {
    if (!user_id) co_return;
    auto write = [&](db::Sql& sql) -> awaitable<Result<void>> {
        const std::optional<model::User> user = co_await store::find_user(sql, user_id->value);
        if (!user) co_return Result<void>();
        const std::optional<store::Credential> credential = co_await store::find_credential_of(sql, user_id->value);
        const Time time = now();
        Proof proof;
        proof.userId = user->id;
        proof.email = user->email;
        proof.passwordMark = mark_of(credential);
        const std::string token = co_await keep_proof(sql, Purpose::reset_password, std::move(proof), time);
        account::Letters::Link link;
        link.url = account::add_query(parts.config.auth_url + "/reset-password/" + token, "callbackURL", target);
        link.ends = time + kProofLife;
        NewMail mail;
        mail.recipient = user->email.value;
        mail.text = parts.mailer.letters().reset_password({user->name.value}, link);
        mail.expires = link.ends;
        co_await parts.mailer.queue(sql, std::move(mail));
        co_return Result<void>();
    };
    co_await parts.db.transaction(write);
}

awaitable<Result<Status>> forget_password(const Parts& parts, const Limited<Pace::mail>&, const Anyone&,
                                          const MailInput<ForgetPassword>& input) {
    const std::string email = to_lower_ascii(input->email.value);
    if (!account::is_email(email)) co_return auth_error(Fault::bad_request, "Invalid email");
    std::optional<model::Id> user_id = co_await store::find_user_by_email(parts.db, email);
    const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
    go_on_behind(parts, executor, send_reset(parts, std::move(user_id), target_or_front_end(parts, input->redirectTo)));
    co_return Status();
}

using Books = std::vector<std::string>;

/// In a transaction: the link has proven an address that nobody had, so whoever signed up with it keeps no way in. Gives the
/// books that its owner has joined.
awaitable<Books> hand_over_account(db::Sql& sql, model::User user) {
    const Time time = now();
    co_await store::delete_other_ways_in(sql, user.id.value);
    const std::optional<model::User> verified =
        co_await store::verify_email(sql, user.id.value, user.email.value, user.email.value, time);
    co_return co_await store::accept_invitations(sql, *verified, time);
}

/// In a transaction: the new password, and no session of before. Gives the books that were joined; nothing when the link
/// serves no more.
awaitable<std::optional<Books>> set_password(const Parts& parts, db::Sql& sql, std::string token, std::string hash) {
    const std::optional<Proof> proof = co_await take_proof(sql, Purpose::reset_password, std::move(token));
    if (!proof) co_return std::nullopt;
    const std::string& user_id = proof->userId.value;
    const std::optional<model::User> user = co_await store::hold_user(sql, user_id);
    if (!user || user->email != proof->email) co_return std::nullopt;
    const std::optional<store::Credential> credential = co_await store::find_credential_of(sql, user_id);
    if (mark_of(credential) != proof->passwordMark) co_return std::nullopt;
    if (credential) {
        const bool replaced =
            co_await store::replace_password(sql, credential->account_id, credential->password_hash, hash, now());
        if (!replaced) co_return std::nullopt;
    } else {
        co_await store::create_credential(sql, user_id, hash, now());
    }
    co_await store::delete_sessions_of(sql, user_id, "");
    co_await queue_password_notice(parts, sql, *user);
    Books joined;
    if (!user->emailVerified) joined = co_await hand_over_account(sql, *user);
    co_return joined;
}

awaitable<Result<Status>> reset_password(const Parts& parts, const Limited<Pace::usual>&, const Anyone&,
                                         const MailInput<ResetPassword>& input) {
    const Result<void> fits = check_password_length(input->newPassword);
    if (!fits) co_return fits.error();
    const std::string token = input->token.value_or("");
    const std::optional<Proof> proof = co_await find_proof(parts.db, Purpose::reset_password, token);
    if (!proof) co_return invalid_reset_token();  // before the hash, which is dear
    const std::optional<model::User> user = co_await store::find_user(parts.db, proof->userId.value);
    if (!user) co_return invalid_reset_token();
    const Result<void> is_good = check_new_password(input->newPassword, user->email.value, user->name.value);
    if (!is_good) co_return is_good.error();
    const std::string hash = co_await parts.passwords.hash(input->newPassword.value);
    auto change = [&](db::Sql& sql) -> awaitable<Result<Books>> {
        std::optional<Books> joined = co_await set_password(parts, sql, token, hash);
        if (!joined) co_return invalid_reset_token();
        co_return *std::move(joined);
    };
    const Result<Books> joined = co_await parts.db.transaction(change);
    if (!joined) co_return joined.error();
    for (const std::string& book : *joined) parts.control.member_changed(book, proof->userId.value);
    parts.control.user_sessions_ended(proof->userId.value);
    parts.mailer.wake();
    co_return Status();
}

struct ByToken {
    Word token;
};
BOOST_DESCRIBE_STRUCT(ByToken, (), (token))

struct ResetQuery {
    std::optional<Target> callbackURL;
};
BOOST_DESCRIBE_STRUCT(ResetQuery, (), (callbackURL))

/// Where a mail's link leads first: the page that asks for the new password is the front end's.
awaitable<Result<http::Response>> open_reset(const Parts& parts, const Limited<Pace::usual>&, const Anyone&,
                                             const http::Path<ByToken>& path, const http::Query<ResetQuery>& query) {
    std::string target = query.callbackURL ? query.callbackURL->value : "";
    const Result<void> checked = check_target(parts, "callbackURL", target);
    if (!checked) co_return checked.error();
    const std::optional<Proof> proof = co_await find_proof(parts.db, Purpose::reset_password, path.token.value);
    if (proof && !target.empty())
        co_return http::Response::redirect(account::add_query(target, "token", path.token.value));
    if (target.empty()) target = parts.config.auth_url + "/error";
    co_return http::Response::redirect(account::add_query(target, "error", "INVALID_TOKEN"));
}

}  // namespace

Table auth_reset_routes() {
    return {
        http::post<"/auth/forget-password">(
            forget_password,
            {"Ask for a mail with a link to choose a new password; the answer tells nobody who has an account",
             "Accounts",
             {{Fault::bad_request, "Invalid email"}}}),
        http::post<"/auth/request-password-reset">(
            forget_password,
            {"forget-password by its later name", "Accounts", {{Fault::bad_request, "Invalid email"}}}),
        http::post<"/auth/reset-password">(reset_password,
                                           {"Choose a new password with the token of that mail; ends all sessions",
                                            "Accounts",
                                            {{Fault::bad_request, "invalid token"},
                                             {Fault::bad_request, "Password too short"},
                                             {Fault::bad_request, "Password too long"},
                                             {Fault::bad_request, kEasyToGuess}}}),
        http::get<"/auth/reset-password/:token">(
            open_reset, {"Where the mail's link leads",
                         "Accounts",
                         {{Fault::forbidden, "Invalid callbackURL"}},
                         {{302, "To the callbackURL, with the token, or with error=INVALID_TOKEN"}}}),
    };
}

}  // namespace pictbook::api
