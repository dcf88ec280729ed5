// Sign up, in and out with e-mail and password: AUTH-16 to AUTH-27.
#include "account/addresses.hpp"
#include "api/auth.hpp"
#include "api/auth_begin.hpp"
#include "api/auth_mail.hpp"
#include "api/auth_password.hpp"
#include "api/auth_two_factor.hpp"
#include "api/auth_words.hpp"
#include "base/bytes.hpp"
#include "store/accounts.hpp"
#include "store/projects.hpp"
#include "store/users.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

Error invalid_email() { return auth_error(Fault::bad_request, "Invalid email"); }
Error user_exists() { return auth_error(Fault::invalid, "User already exists"); }
Error wrong_sign_in() { return auth_error(Fault::unauthorized, "Invalid email or password"); }

struct SignUp {
    model::Email email;
    Secret password;
    model::PersonName name;
    std::optional<Picture> image;
    std::optional<Target> callbackURL;

    static Error refuse(const Issue& issue) {
        if (issue.property == "root" || issue.property == "/email") return invalid_email();
        return issue.property == "/password" ? password_too_short() : misfit(issue);
    }
};
BOOST_DESCRIBE_STRUCT(SignUp, (), (email, password, name, image, callbackURL))

struct SignedUp {
    std::string token;
    model::User user;
};
BOOST_DESCRIBE_STRUCT(SignedUp, (), (token, user))

awaitable<Result<SignedUp>> sign_up(const Parts& parts, const Limited<Pace::sign_in>&, const Anyone&,
                                    const Input<SignUp>& input, const Browser& browser) {
    const std::string email = to_lower_ascii(input->email.value);
    if (!account::is_email(email)) co_return invalid_email();
    const Result<void> fits = check_new_password(input->password, email, input->name.value);
    if (!fits) co_return fits.error();
    if (co_await store::find_user_by_email(parts.db, email)) co_return user_exists();
    const std::string hash = co_await parts.passwords.hash(input->password.value);

    SignedUp out;
    out.user.id = make_token();
    out.user.name = input->name;
    out.user.email = email;
    if (input->image) out.user.image = input->image->value;
    const model::Session session = browser.new_session(out.user.id, true);
    out.user.createdAt = out.user.updatedAt = session.createdAt;
    out.token = session.token;
    auto create = [&](db::Sql& sql) -> awaitable<Result<Replaced>> {
        if (!co_await store::create_user(sql, out.user)) co_return user_exists();
        co_await store::create_credential(sql, out.user.id.value, hash, session.createdAt);
        Replaced replaced = co_await begin_session(sql, browser, session);
        co_await queue_verification(parts, sql, out.user, input->callbackURL);
        co_return replaced;
    };
    const Result<Replaced> created = co_await parts.db.transaction(create);
    if (!created) co_return created.error();
    tell_replaced(parts, *created);
    parts.mailer.wake();
    browser.send_token(session.token, true);
    co_return out;
}

struct SignIn {
    model::Email email;
    Secret password;
    std::optional<bool> rememberMe;
    std::optional<Target> callbackURL;
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (email, password, rememberMe, callbackURL))

struct SignInAnswer {
    bool redirect = false;
    std::string token;
    model::User user;
};
BOOST_DESCRIBE_STRUCT(SignInAnswer, (), (redirect, token, user))

struct SignInRedirect : SignInAnswer {
    std::string url;
};
BOOST_DESCRIBE_STRUCT(SignInRedirect, (SignInAnswer), (url))

using SignedInAnswer = std::variant<SignInAnswer, SignInRedirect, TwoFactorRedirect>;

SignedInAnswer answer_sign_in(const store::Credential& credential, std::string token,
                              const std::optional<Target>& target) {
    SignInRedirect out;
    out.token = std::move(token);
    out.user = credential.user;
    if (!target || target->value.empty()) return static_cast<SignInAnswer&>(out);
    out.redirect = true;
    out.url = target->value;
    return out;
}

awaitable<Result<SignedInAnswer>> sign_in_by_password(const Parts& parts, const Limited<Pace::sign_in>&, const Anyone&,
                                                      const Input<SignIn>& input, const Browser& browser) {
    const std::string email = to_lower_ascii(input->email.value);
    if (!account::is_email(email)) co_return invalid_email();
    const Result<void> paced = co_await take_account_pace(parts, kPasswordTries, email);
    if (!paced) co_return paced.error();
    const std::optional<store::Credential> credential = co_await store::find_credential_by_email(parts.db, email);
    if (!credential) {
        co_await parts.passwords.waste();
        co_return wrong_sign_in();
    }
    const bool right = co_await parts.passwords.verify(input->password.value, credential->password_hash);
    if (!right) co_return wrong_sign_in();
    co_await give_back_account_pace(parts, kPasswordTries, email);

    const bool remember = input->rememberMe.value_or(true);
    const std::string& user_id = credential->user.id.value;
    const std::string mark = password_mark(credential);
    if (co_await needs_second_factor(parts, browser, user_id, mark)) {
        const WaitingSignIn waiting{user_id, mark, remember};
        co_await wait_for_second_factor(parts, browser, waiting);
        co_return TwoFactorRedirect();
    }
    const model::Session session = browser.new_session(credential->user.id, remember);
    auto create = [&](db::Sql& sql) -> awaitable<Result<Replaced>> {
        // The password may have been changed while its hash was made.
        if (!co_await store::has_password(sql, credential->account_id, credential->password_hash))
            co_return wrong_sign_in();
        co_return co_await begin_session(sql, browser, session);
    };
    const Result<Replaced> created = co_await parts.db.transaction(create);
    if (!created) co_return created.error();
    tell_replaced(parts, *created);
    browser.send_token(session.token, remember);
    co_return answer_sign_in(*credential, session.token, input->callbackURL);
}

awaitable<Result<Success>> sign_out(const Parts& parts, const Limited<Pace::usual>&, const Anyone&,
                                    const Browser& browser) {
    browser.clear_cookies();
    if (browser.token().empty()) co_return auth_error(Fault::bad_request, "Failed to get session");
    const std::optional<model::Id> ended = co_await store::delete_session_by_token(parts.db, browser.token());
    if (ended) parts.control.session_ended(ended->value);
    co_return Success();
}

}  // namespace

Table auth_sign_routes() {
    return {
        http::post<"/auth/sign-up/email">(sign_up, {"Make an account; you are signed in",
                                                    "Accounts",
                                                    {{Fault::bad_request, "Invalid email"},
                                                     {Fault::bad_request, "Password too short"},
                                                     {Fault::bad_request, "Password too long"},
                                                     {Fault::bad_request, kEasyToGuess},
                                                     {Fault::invalid, "User already exists"}}}),
        http::post<"/auth/sign-in/email">(sign_in_by_password,
                                          {"Sign in with e-mail and password; sets the session cookie",
                                           "Accounts",
                                           {{Fault::unauthorized, "Invalid email or password"}}}),
        http::post<"/auth/sign-out">(sign_out,
                                     {"End this session", "Accounts", {{Fault::bad_request, "Failed to get session"}}}),
    };
}

}  // namespace pictbook::api
