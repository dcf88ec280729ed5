// That an e-mail address is somebody's: AUTH-44, AUTH-45, MAIL-25 to MAIL-34.
#include <boost/asio/this_coro.hpp>

#include "account/addresses.hpp"
#include "account/targets.hpp"
#include "api/auth.hpp"
#include "api/auth_mail.hpp"
#include "base/bytes.hpp"
#include "store/invitations.hpp"
#include "store/projects.hpp"
#include "store/users.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

struct SendVerification {
    model::Email email;
    std::optional<Target> callbackURL;
    static Error switched_off() { return auth_error(Fault::bad_request, "Verification email isn't enabled"); }
};
BOOST_DESCRIBE_STRUCT(SendVerification, (), (email, callbackURL))

/// Does nothing for nobody, and for whose address is verified already.
awaitable<void> send_again(const Parts& parts, std::optional<model::Id> user_id, std::optional<Target> target) {
    if (!user_id) co_return;
    auto write = [&](db::Sql& sql) -> awaitable<Result<void>> {
        const std::optional<model::User> user = co_await store::find_user(sql, user_id->value);
        if (user && !user->emailVerified) co_await queue_verification(parts, sql, *user, target);
        co_return Result<void>();
    };
    co_await parts.db.transaction(write);
}

awaitable<Result<Status>> send_verification(const Parts& parts, const Limited<Pace::mail>&, const Anyone&,
                                            const MailInput<SendVerification>& input) {
    const std::string email = to_lower_ascii(input->email.value);
    if (!account::is_email(email)) co_return auth_error(Fault::bad_request, "Invalid email");
    std::optional<model::Id> user_id = co_await store::find_user_by_email(parts.db, email);
    const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
    go_on_behind(parts, executor, send_again(parts, std::move(user_id), input->callbackURL));
    co_return Status();
}

struct ChangeEmail {
    model::Email newEmail;
    std::optional<Target> callbackURL;
    static Error switched_off() { return auth_error(Fault::bad_request, "Change email is disabled"); }
};
BOOST_DESCRIBE_STRUCT(ChangeEmail, (), (newEmail, callbackURL))

/// In a transaction: a link to the new address, or, if that is somebody's, a notice without one.
awaitable<void> ask_new_address(const Parts& parts, db::Sql& sql, model::User user, model::Email new_email,
                                std::string target) {
    NewMail mail;
    mail.recipient = new_email.value;
    mail.asker = user.id.value;
    const std::optional<model::Id> owner = co_await store::find_user_by_email(sql, new_email.value);
    if (owner) {
        mail.text = parts.mailer.letters().address_is_taken();
    } else {
        const Time time = now();
        Proof proof;
        proof.userId = user.id;
        proof.email = user.email;
        proof.newEmail = std::move(new_email);
        proof.wasVerified = user.emailVerified;
        const std::string token = co_await keep_proof(sql, Purpose::verify_email, std::move(proof), time);
        const account::Letters::Link link{link_to(parts, "/verify-email", token, target), time + kProofLife};
        mail.text = parts.mailer.letters().confirm_new_address({user.name.value}, link);
        mail.expires = link.ends;
    }
    co_await parts.mailer.queue(sql, std::move(mail));
}

/// In a transaction: a link to the address that is to be given up.
awaitable<void> ask_old_address(const Parts& parts, db::Sql& sql, model::User user, model::Email new_email,
                                std::string target) {
    const Time time = now();
    Proof proof;
    proof.userId = user.id;
    proof.email = user.email;
    proof.newEmail = new_email;
    proof.oldConfirmed = false;
    const std::string token = co_await keep_proof(sql, Purpose::verify_email, std::move(proof), time);
    const account::Letters::Link link{link_to(parts, "/verify-email", token, target), time + kProofLife};
    NewMail mail;
    mail.recipient = user.email.value;
    mail.text = parts.mailer.letters().confirm_change({user.name.value}, new_email.value, link);
    mail.expires = link.ends;
    co_await parts.mailer.queue(sql, std::move(mail));
}

awaitable<void> begin_change(const Parts& parts, model::User user, model::Email new_email, std::string target) {
    auto write = [&](db::Sql& sql) -> awaitable<Result<void>> {
        if (user.emailVerified)
            co_await ask_old_address(parts, sql, user, new_email, target);
        else
            co_await ask_new_address(parts, sql, user, new_email, target);
        co_return Result<void>();
    };
    co_await parts.db.transaction(write);
}

awaitable<Result<Status>> change_email(const Parts& parts, const Limited<Pace::sign_in>&,
                                       const MailInput<ChangeEmail>& input, const Self& self) {
    model::Email new_email(to_lower_ascii(input->newEmail.value));
    if (!account::is_email(new_email)) co_return auth_error(Fault::bad_request, "Invalid email");
    if (new_email == self.user().email) co_return auth_error(Fault::bad_request, "Email is the same");
    if (!self.user().emailVerified) {  // a verified address is asked instead
        const Result<void> fresh = check_fresh(self);
        if (!fresh) co_return fresh.error();
    }
    const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
    std::string target = target_or_front_end(parts, input->callbackURL);
    go_on_behind(parts, executor, begin_change(parts, self.user(), std::move(new_email), std::move(target)));
    co_return Status();
}

struct VerifyQuery {
    std::optional<std::string> token;
    std::optional<Target> callbackURL;
};
BOOST_DESCRIBE_STRUCT(VerifyQuery, (), (token, callbackURL))

struct VerifiedAddress {
    std::optional<model::User> user;  // null where only the first of two addresses was asked
    bool status = true;
};
BOOST_DESCRIBE_STRUCT(VerifiedAddress, (), (user, status))

/// What following a link came to.
struct Outcome {
    std::optional<model::User> user;
    std::vector<std::string> joined;  // books
};

Error invalid_token() { return auth_error(Fault::unauthorized, "invalid_token"); }

/// In a transaction: does what the link is for.
awaitable<Result<Outcome>> follow(const Parts& parts, db::Sql& sql, std::string token, std::string target) {
    Outcome out;
    const std::optional<Proof> proof = co_await take_proof(sql, Purpose::verify_email, std::move(token));
    if (!proof) co_return invalid_token();
    const std::string& user_id = proof->userId.value;
    if (!proof->oldConfirmed) {
        const std::optional<model::User> user = co_await store::find_user(sql, user_id);
        if (!user || user->email != proof->email) co_return invalid_token();
        co_await ask_new_address(parts, sql, *user, *proof->newEmail, std::move(target));
        co_return out;
    }
    const model::Email email = proof->newEmail.value_or(proof->email);
    if (proof->newEmail && !proof->wasVerified) {
        // The present address was verified meanwhile, so it is to be asked first.
        const std::optional<model::User> user = co_await store::hold_user(sql, user_id);
        if (!user || user->emailVerified) co_return invalid_token();
    }
    const Time time = now();
    out.user = co_await store::verify_email(sql, user_id, proof->email.value, email.value, time);
    if (!out.user) co_return invalid_token();
    out.joined = co_await store::accept_invitations(sql, *out.user, time);
    if (!proof->newEmail) co_return out;
    NewMail notice;
    notice.recipient = proof->email.value;
    notice.text = parts.mailer.letters().address_changed({out.user->name.value}, email.value);
    notice.is_notice = true;
    co_await parts.mailer.queue(sql, std::move(notice));
    co_return out;
}

awaitable<Result<Outcome>> verify_proof(const Parts& parts, const Browser& browser, std::string token,
                                        std::string target) {
    const std::optional<Proof> proof = co_await find_proof(parts.db, Purpose::verify_email, token);
    if (!proof) co_return invalid_token();
    // Whoever only has the mail, or looks at its links, verifies nothing: somebody else may have signed up with the address.
    const std::optional<store::SignedIn> found = co_await look_up(parts, browser, false);
    if (!found || found->user.id != proof->userId) co_return auth_error(Fault::unauthorized, "unauthorized");
    auto change = [&](db::Sql& sql) -> awaitable<Result<Outcome>> {
        co_return co_await follow(parts, sql, token, target);
    };
    try {
        co_return co_await parts.db.transaction(change);
    } catch (const db::Violation& violation) {
        if (violation.kind != db::Violation::Kind::unique) throw;
    }
    co_return invalid_token();  // somebody else took the address at the same time
}

awaitable<Result<http::JsonOrRedirect<VerifiedAddress>>> verify_email(const Parts& parts, const Limited<Pace::usual>&,
                                                                      const Anyone&,
                                                                      const http::Query<VerifyQuery>& query,
                                                                      const Browser& browser) {
    const std::string target = query.callbackURL ? query.callbackURL->value : "";
    const Result<void> checked = check_target(parts, "callbackURL", target);
    if (!checked) co_return checked.error();
    const std::string next = target_or_front_end(parts, query.callbackURL);
    const Result<Outcome> outcome = co_await verify_proof(parts, browser, query.token.value_or(""), next);
    if (!outcome) {
        if (target.empty()) co_return outcome.error();
        co_return http::Redirect{account::add_query(target, "error", outcome.error().message)};
    }
    for (const std::string& book : outcome->joined) parts.control.member_changed(book, outcome->user->id.value);
    parts.mailer.wake();
    if (!target.empty()) co_return http::Redirect{target};
    co_return VerifiedAddress{outcome->user};
}

}  // namespace

Table auth_verify_routes() {
    return {
        http::post<"/auth/send-verification-email">(
            send_verification,
            {"Ask for a mail with a link that verifies your address; the answer tells nobody who has an account",
             "Accounts",
             {{Fault::bad_request, "Invalid email"}}}),
        http::get<"/auth/verify-email">(verify_email,
                                        {"Where the mail's link leads: verifies or changes an address",
                                         "Accounts",
                                         {{Fault::unauthorized, "invalid_token"},
                                          {Fault::unauthorized, "unauthorized"},
                                          {Fault::forbidden, "Invalid callbackURL"}},
                                         {{302, "To the callbackURL, with error=… when the link serves no more"}}}),
        http::post<"/auth/change-email">(change_email, {"Ask for mails with links that change your address",
                                                        "Accounts",
                                                        {{Fault::bad_request, "Invalid email"},
                                                         {Fault::bad_request, "Email is the same"},
                                                         {Fault::forbidden, kNotFresh}}}),
    };
}

}  // namespace pictbook::api
