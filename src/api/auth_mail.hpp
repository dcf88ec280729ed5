// What the flows by mail share: the secrets of their links, bodies that are read only where mails are sent, and work that goes
// on behind an answer. docs/spec/mail.md.
#pragma once

#include "api/auth_words.hpp"

namespace pictbook::api {

/// What whoever follows a mail's link may do. Kept as JSON until it is used or has ended.
struct Proof {
    model::Id userId;
    model::Email email;                    // the person's when it was made; of no use once it is another
    std::optional<model::Email> newEmail;  // to change to it
    bool oldConfirmed = true;  // false: the link went to the present address, the new one is still to be asked
    bool wasVerified = false;  // the person's address, when a change of it was asked for
    std::optional<std::string> passwordMark;  // of the password that may be replaced: no use once it is another
};
BOOST_DESCRIBE_STRUCT(Proof, (), (userId, email, newEmail, oldConfirmed, wasVerified, passwordMark))

/// What a link is for; one doesn't serve another.
enum class Purpose { verify_email, reset_password, delete_user };

inline constexpr Seconds kProofLife = std::chrono::hours(1);

/// In a transaction. Gives the token of the link, of 256 bits; the database has its SHA-256 only.
boost::asio::awaitable<std::string> keep_proof(db::Sql& sql, Purpose purpose, Proof proof, Time now);
/// Nothing when there is none, or it has ended.
boost::asio::awaitable<std::optional<Proof>> find_proof(db::Sql& sql, Purpose purpose, std::string token);
/// The same, and it is gone: of all who take it at the same time one has it.
boost::asio::awaitable<std::optional<Proof>> take_proof(db::Sql& sql, Purpose purpose, std::string token);

/// Address of a link: a path below /auth with its token and where the browser goes afterwards.
std::string link_to(const Parts& parts, std::string_view path, std::string_view token, std::string_view target);
/// The target that was asked for, else the front end.
std::string target_or_front_end(const Parts& parts, const std::optional<Target>& target);

/// In the transaction that makes or finds the person: a mail with the link that verifies their address, when mails are sent.
/// wake() after the commit.
boost::asio::awaitable<void> queue_verification(const Parts& parts, db::Sql& sql, model::User user,
                                                std::optional<Target> target);
/// In the transaction that changed the password, as queue_verification.
boost::asio::awaitable<void> queue_password_notice(const Parts& parts, db::Sql& sql, model::User user);

/// Goes on with `work` after the answer, so that the answer's time doesn't tell what there was to do; what fails is logged.
/// Throws Unavailable when too much is going on.
void go_on_behind(const Parts& parts, const boost::asio::any_io_executor& executor, boost::asio::awaitable<void> work);
/// How many such pieces of work the process has that have not ended. From any thread.
int work_behind();

/// Input<T> where mails are sent. Elsewhere a body is answered with T::switched_off(), once its targets are checked.
template <class T>
struct MailInput : Input<T> {};

/// For routes that aren't there where no mails are sent.
struct WhenMailIsOn {};

}  // namespace pictbook::api

namespace pictbook::http {

template <class T>
struct Extract<api::Parts, api::MailInput<T>> {
    using Whole = Extract<api::Parts, api::Input<T>>;
    static constexpr std::uint64_t body_limit = Whole::body_limit;

    static boost::asio::awaitable<Result<api::MailInput<T>>> from(const api::Parts& parts, Request& request) {
        Result<api::Input<T>> input = co_await Whole::from(parts, request);
        // A body that can't be read at all has no code, and a foreign target is forbidden with and without mails.
        const bool is_misfit = !input && !input.error().code.empty() && input.error().fault != Fault::forbidden;
        if (!parts.mailer.is_on() && (input || is_misfit)) co_return T::switched_off();
        if (!input) co_return input.error();
        co_return api::MailInput<T>{{std::move(input->value)}};
    }
    static void describe(Operation& operation) {
        Whole::describe(operation);
        const Error off = T::switched_off();
        operation.add_failure(off.fault, off.message, Shape::json, off.code);
    }
};

template <>
struct Extract<api::Parts, api::WhenMailIsOn> {
    static Error absent() { return {.fault = Fault::not_found, .message = "", .code = "NOT_FOUND"}; }
    static boost::asio::awaitable<Result<api::WhenMailIsOn>> from(const api::Parts& parts, Request&) {
        if (!parts.mailer.is_on()) co_return absent();
        co_return api::WhenMailIsOn();
    }
    static void describe(Operation& operation) {
        operation.code_of = api::code_of;
        operation.add_failure(Fault::not_found, "", Shape::json, "NOT_FOUND");
    }
};

}  // namespace pictbook::http
