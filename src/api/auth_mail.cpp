// What needs mails answers as switched off: AUTH-42 to AUTH-46.
#include "account/targets.hpp"
#include "api/auth.hpp"
#include "api/auth_words.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

Error reset_is_off() { return auth_error(Fault::bad_request, "Reset password isn't enabled"); }
Error reset_token_is_unknown() { return auth_error(Fault::bad_request, "invalid token"); }
Error verification_is_off() { return auth_error(Fault::bad_request, "Verification email isn't enabled"); }
Error change_is_off() { return auth_error(Fault::bad_request, "Change email is disabled"); }
Error verify_token_is_unknown() { return auth_error(Fault::unauthorized, "invalid_token"); }

// Bodies are read for their targets only; one that doesn't fit is answered the same.
struct ForgetPassword {
    std::optional<model::Email> email;
    std::optional<Target> redirectTo;
    static Error refuse(const Issue&) { return reset_is_off(); }
};
BOOST_DESCRIBE_STRUCT(ForgetPassword, (), (email, redirectTo))

struct ResetPassword {
    std::optional<std::string> newPassword;
    std::optional<std::string> token;
    static Error refuse(const Issue&) { return reset_token_is_unknown(); }
};
BOOST_DESCRIBE_STRUCT(ResetPassword, (), (newPassword, token))

struct SendVerification {
    std::optional<model::Email> email;
    std::optional<Target> callbackURL;
    static Error refuse(const Issue&) { return verification_is_off(); }
};
BOOST_DESCRIBE_STRUCT(SendVerification, (), (email, callbackURL))

struct ChangeEmail {
    std::optional<model::Email> newEmail;
    std::optional<Target> callbackURL;
    static Error refuse(const Issue&) { return change_is_off(); }
};
BOOST_DESCRIBE_STRUCT(ChangeEmail, (), (newEmail, callbackURL))

struct ByToken {
    Word token;
};
BOOST_DESCRIBE_STRUCT(ByToken, (), (token))

struct CallbackQuery {
    std::optional<Target> callbackURL;
};
BOOST_DESCRIBE_STRUCT(CallbackQuery, (), (callbackURL))

struct VerifyQuery {
    std::optional<std::string> token;
    std::optional<Target> callbackURL;
};
BOOST_DESCRIBE_STRUCT(VerifyQuery, (), (token, callbackURL))

awaitable<Result<Status>> forget_password(const Parts&, const Limited<Pace::mail>&, const Anyone&,
                                          const Input<ForgetPassword>&) {
    co_return reset_is_off();
}

awaitable<Result<Status>> reset_password(const Parts&, const Limited<Pace::usual>&, const Anyone&,
                                         const Input<ResetPassword>&) {
    co_return reset_token_is_unknown();
}

awaitable<Result<Status>> send_verification(const Parts&, const Limited<Pace::mail>&, const Anyone&,
                                            const Input<SendVerification>&) {
    co_return verification_is_off();
}

awaitable<Result<Status>> change_email(const Parts&, const Limited<Pace::sign_in>&, const Anyone&,
                                       const Input<ChangeEmail>&) {
    co_return change_is_off();
}

awaitable<Result<Status>> delete_user(const Parts&, const Limited<Pace::usual>&, const Anyone&) {
    co_return Error{.fault = Fault::not_found, .message = "", .code = "NOT_FOUND"};
}

awaitable<Result<http::Response>> open_reset(const Parts& parts, const Limited<Pace::usual>&, const Anyone&,
                                             const http::Path<ByToken>&, const http::Query<CallbackQuery>& query) {
    std::string target = query.callbackURL ? query.callbackURL->value : "";
    const Result<void> checked = check_target(parts, "callbackURL", target);
    if (!checked) co_return checked.error();
    if (target.empty()) target = parts.config.auth_url + "/error";
    co_return http::Response::redirect(account::add_query(target, "error", "INVALID_TOKEN"));
}

awaitable<Result<http::Response>> verify_email(const Parts& parts, const Limited<Pace::usual>&, const Anyone&,
                                               const http::Query<VerifyQuery>& query) {
    if (!query.callbackURL || query.callbackURL->value.empty()) co_return verify_token_is_unknown();
    const Result<void> checked = check_target(parts, "callbackURL", *query.callbackURL);
    if (!checked) co_return checked.error();
    co_return http::Response::redirect(account::add_query(query.callbackURL->value, "error", "invalid_token"));
}

}  // namespace

Table auth_mail_routes() {
    return {
        http::post<"/auth/forget-password">(
            forget_password,
            {"Switched off: it needs mails", "Accounts", {{Fault::bad_request, "Reset password isn't enabled"}}}),
        http::post<"/auth/request-password-reset">(
            forget_password,
            {"forget-password by its later name", "Accounts", {{Fault::bad_request, "Reset password isn't enabled"}}}),
        http::post<"/auth/reset-password">(
            reset_password, {"Switched off: it needs mails", "Accounts", {{Fault::bad_request, "invalid token"}}}),
        http::get<"/auth/reset-password/:token">(open_reset, {"Switched off: it needs mails",
                                                              "Accounts",
                                                              {{Fault::forbidden, "Invalid callbackURL"}},
                                                              {{302, "To the callbackURL, with error=INVALID_TOKEN"}}}),
        http::post<"/auth/send-verification-email">(
            send_verification,
            {"Switched off: it needs mails", "Accounts", {{Fault::bad_request, "Verification email isn't enabled"}}}),
        http::get<"/auth/verify-email">(
            verify_email, {"Switched off: it needs mails",
                           "Accounts",
                           {{Fault::unauthorized, "invalid_token"}, {Fault::forbidden, "Invalid callbackURL"}},
                           {{302, "To the callbackURL, with error=invalid_token"}}}),
        http::post<"/auth/change-email">(
            change_email,
            {"Switched off: it needs mails", "Accounts", {{Fault::bad_request, "Change email is disabled"}}}),
        http::post<"/auth/delete-user">(delete_user, {"Switched off", "Accounts", {{Fault::not_found, "NOT_FOUND"}}}),
    };
}

}  // namespace pictbook::api
