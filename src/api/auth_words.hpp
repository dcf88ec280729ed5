// What the routes below /auth share: their errors, how often they may be called, the browser at the other end with its
// session cookie, bodies whose redirect targets are checked, and the access word Self.
#pragma once

#include "api/access.hpp"
#include "api/limited.hpp"
#include "api/paths.hpp"
#include "model/user.hpp"
#include "store/sessions.hpp"

namespace pictbook::api {

/// The message in capitals with underscores between its words (AUTH-1).
std::string code_of(std::string_view message);
/// {message, code}
Error auth_error(Fault fault, std::string message);
/// 401 {code:"UNAUTHORIZED"}
Error not_signed_in();
/// A body that doesn't fit, said as the routes below /auth say it: `Invalid name`, `Name too short`.
Error misfit(const Issue& issue);

enum class Pace { sign_in, mail, usual };

/// Refuses a client that calls the route too often. The first argument of a handler, so that it costs nothing else.
template <Pace pace>
struct Limited {};
boost::asio::awaitable<Result<void>> take_pace(const Parts& parts, const http::Request& request, Pace pace);

/// Where a browser is to go; the word Input checks it.
struct Target : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.example = "/projects"};
};

/// A part of a path that is compared and never stored.
struct Word : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.example = "google"};
};

/// A JSON body. Every Target in it, and in the query, is one of ours (AUTH-48); what doesn't fit is a misfit().
template <class T>
struct Input {
    T value;
    const T& operator*() const { return value; }
    const T* operator->() const { return &value; }
};
Result<void> check_target(const Parts& parts, std::string_view field, std::string_view target);
Result<void> check_targets_in_query(const Parts& parts, const http::Request& request);

/// Who calls, and the cookies that say who that is.
class Browser {
public:
    Browser(const Parts& parts, http::Request& request);

    /// The token of its session cookie, if we signed it; else empty.
    const std::string& token() const { return token_; }
    bool remember() const { return remember_; }
    /// The cookie is signed with a former secret.
    bool is_signed_formerly() const { return formerly_; }
    /// The state that its sign-in at a provider began with; else empty.
    std::string state() const;
    /// The secret that signed it: BETTER_AUTH_SECRET, or a former one that still holds; empty without a state.
    std::string state_secret() const;

    /// A new session's row, not yet stored.
    model::Session new_session(const model::Id& user_id, bool remember) const;
    void send_token(std::string_view token, bool remember) const;
    void clear_cookies() const;
    void send_state(std::string_view state, Seconds life) const;

    // A short signed cookie of its own (account/signed_cookie.hpp), such as `two_factor`.
    std::string signed_cookie(std::string_view kind) const;
    void send_signed(std::string_view kind, std::string_view text, Seconds life) const;
    void clear_signed(std::string_view kind) const;

private:
    void send(const std::vector<std::string>& set_cookies) const;

    const account::SessionCookies* cookies_;
    http::Request* request_;
    std::string token_;
    bool remember_;
    bool formerly_;
    bool to_localhost_;
};

/// Who the browser is. Renews a session that is due and sends its cookie again, which it also does for one that is signed
/// with a former secret; clears the cookies of one that has ended.
boost::asio::awaitable<std::optional<store::SignedIn>> look_up(const Parts& parts, const Browser& browser,
                                                               bool with_members);

/// A valid session and its person; otherwise not_signed_in().
class Self {
public:
    const model::User& user() const { return found_.user; }
    const model::Session& session() const { return found_.session; }

private:
    template <class, class>
    friend struct http::Extract;
    explicit Self(store::SignedIn found) : found_(std::move(found)) {}
    store::SignedIn found_;
};

/// Whether the person signed in less than a day ago: what a session that somebody found in a browser is not enough for.
bool is_fresh(const model::Session& session);
/// 403 when the session is older.
Result<void> check_fresh(const Self& self);
inline constexpr const char* kNotFresh = "Session is not fresh";

struct Status {
    bool status = true;
};
BOOST_DESCRIBE_STRUCT(Status, (), (status))

struct Success {
    bool success = true;
};
BOOST_DESCRIBE_STRUCT(Success, (), (success))

}  // namespace pictbook::api

namespace pictbook::http {

template <api::Pace pace>
struct Extract<api::Parts, api::Limited<pace>> {
    static boost::asio::awaitable<Result<api::Limited<pace>>> from(const api::Parts& parts, Request& request) {
        const Result<void> taken = co_await api::take_pace(parts, request, pace);
        if (!taken) co_return taken.error();
        co_return api::Limited<pace>();
    }
    static void describe(Operation& operation) {
        operation.code_of = api::code_of;
        operation.add_failure(Fault::too_many_requests, api::kTooManyRequests);
    }
};

template <class T>
struct Extract<api::Parts, api::Input<T>> {
    static constexpr std::uint64_t body_limit = kMostJsonBytes;

    static boost::asio::awaitable<Result<api::Input<T>>> from(const api::Parts& parts, Request& request) {
        Result<void> targets = api::check_targets_in_query(parts, request);
        if (!targets) co_return targets.error();
        Result<Body<T>> body = co_await Extract<api::Parts, Body<T>>::from(parts, request);
        if (!body) co_return body.error().issues.empty() ? body.error() : api::misfit(body.error().issues.front());
        boost::mp11::mp_for_each<schema::Members<T>>([&](auto member) {
            const auto& field = body->value.*member.pointer;
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(field)>, std::optional<api::Target>>)
                if (targets && field) targets = api::check_target(parts, member.name, *field);
        });
        if (!targets) co_return targets.error();
        co_return api::Input<T>{std::move(body->value)};
    }
    static void describe(Operation& operation) {
        detail::describe_json_body<T>(operation);
        boost::mp11::mp_for_each<schema::Members<T>>([&](auto member) {
            using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
            const bool is_target = std::is_same_v<Member, std::optional<api::Target>>;
            const std::string message = "Invalid " + std::string(member.name);
            operation.add_failure(is_target ? Fault::forbidden : Fault::bad_request, message, Shape::json,
                                  api::code_of(message));
        });
    }
};

/// A patch has no targets; its misfits are those of Input.
template <class T>
struct Extract<api::Parts, api::Input<schema::Patch<T>>> {
    static constexpr std::uint64_t body_limit = kMostJsonBytes;

    static boost::asio::awaitable<Result<api::Input<schema::Patch<T>>>> from(const api::Parts& parts,
                                                                             Request& request) {
        Result<Body<schema::Patch<T>>> body =
            co_await Extract<api::Parts, Body<schema::Patch<T>>>::from(parts, request);
        if (!body) co_return body.error().issues.empty() ? body.error() : api::misfit(body.error().issues.front());
        co_return api::Input<schema::Patch<T>>{std::move(body->value)};
    }
    static void describe(Operation& operation) {
        detail::describe_json_body<schema::Patch<T>>(operation);
        operation.add_failure(Fault::bad_request, "Invalid body", Shape::json, api::code_of("Invalid body"));
    }
};

template <>
struct Extract<api::Parts, api::Browser> {
    static boost::asio::awaitable<Result<api::Browser>> from(const api::Parts& parts, Request& request) {
        co_return api::Browser(parts, request);
    }
    static void describe(Operation&) {}
};

template <>
struct Extract<api::Parts, api::Self> {
    static constexpr bool is_access = true;
    static boost::asio::awaitable<Result<api::Self>> from(const api::Parts& parts, Request& request) {
        const api::Browser browser(parts, request);
        std::optional<store::SignedIn> found = co_await api::look_up(parts, browser, false);
        if (!found) co_return api::not_signed_in();
        co_return api::Self(std::move(*found));
    }
    static void describe(Operation& operation) {
        operation.session = Operation::Session::needed;
        operation.who = "For anybody who has a session.";
        operation.add_failure(Fault::unauthorized, "", Shape::json, "UNAUTHORIZED");
    }
};

}  // namespace pictbook::http
