// The access words of the route tables. Each is a value that only its check can make, so a handler that demands one
// can't run without the check. All but Anyone take an API key as well as a session, which never does more than its person.
//     Anyone                  said aloud: no session needed
//     User                    a valid session
//     Reader<OfProject>       may read the book that the path's :id is, or is in (OfElement, WithElement, OfImage)
//     Member<Role, Of…>       belongs to that book with at least this role
#pragma once

#include "api/parts.hpp"
#include "http/extract.hpp"
#include "store/access.hpp"

namespace pictbook::api {

/// What a key is told that isn't made for the route.
inline constexpr const char* kKeyMayNot = "This key may not do that";

struct Anyone {};

class User {
public:
    const std::string& id() const { return session_.userId.value; }

private:
    friend struct AccessCheck;
    explicit User(store::SessionRow session) : session_(std::move(session)) {}
    store::SessionRow session_;
};

/// What an API key must be made for to take a route, by the route's verb and the least role that it asks for, if it does:
/// to read everything, to write what editors write, or all the rest. Decided here alone.
constexpr model::KeyScope scope_needed(http::Verb verb, std::optional<model::Role> least = std::nullopt) {
    if (verb == http::Verb::get || verb == http::Verb::head) return model::KeyScope::read;
    return least == model::Role::EDITOR ? model::KeyScope::write : model::KeyScope::admin;
}

// What the path's :id names, with how its book is found and what is said when it isn't there.
using FindStanding = boost::asio::awaitable<std::optional<store::Standing>> (*)(db::Sql&, std::string, store::Proof);
struct OfProject {
    static constexpr FindStanding find = store::find_standing_in_project;
    static constexpr const char* absent = "Project not found";
};
struct OfElement {
    static constexpr FindStanding find = store::find_standing_by_element;
    static constexpr const char* absent = "Element not found";
};
/// The element itself comes with the check, in the same statement.
struct WithElement {
    static constexpr FindStanding find = store::find_standing_with_element;
    static constexpr const char* absent = OfElement::absent;
};
struct OfImage {
    static constexpr FindStanding find = store::find_standing_by_image;
    static constexpr const char* absent = "Image not found";
};

/// How a request stands to a book.
struct BookAccess {
    std::string project_id;
    std::string user_id;     // empty without a session
    std::string session_id;  // or the API key's
    Time session_end = Time::max();
    std::optional<model::KeyScope> key_scope;  // of a key
    std::optional<model::Role> role;
    std::int64_t revision = 0;              // grows with every change of the book's elements
    std::optional<model::Element> element;  // of WithElement
};

template <class Of>
class Reader {
public:
    const std::string& project_id() const { return access_.project_id; }
    bool is_member() const { return access_.role.has_value(); }
    const BookAccess& access() const { return access_; }

private:
    template <class, class>
    friend struct http::Extract;
    explicit Reader(BookAccess access) : access_(std::move(access)) {}
    BookAccess access_;
};

template <model::Role least, class Of = OfProject>
class Member {
public:
    const std::string& project_id() const { return access_.project_id; }
    const std::string& user_id() const { return access_.user_id; }
    model::Role role() const { return *access_.role; }

private:
    template <class, class>
    friend struct http::Extract;
    explicit Member(BookAccess access) : access_(std::move(access)) {}
    BookAccess access_;
};

/// The checks behind the words.
struct AccessCheck {
    /// 401 text without a valid session, 403 with a key that isn't made for it. Renews the session when it is due; deletes it
    /// when it has ended.
    static boost::asio::awaitable<Result<User>> user(const Parts& parts, const http::Request& request,
                                                     model::KeyScope needed);
    /// Standing of the request's session to the book that `find` finds; not_found with `absent`, 401 without a session
    /// where the book is not public, and with a wrong key wherever.
    static boost::asio::awaitable<Result<BookAccess>> reader(const Parts& parts, const http::Request& request,
                                                             FindStanding find, const char* absent);
    /// The refusals of api.md: an OWNER's route 403, an EDITOR's 401 {message}, a VIEWER's 403 `Forbidden`. Only a route
    /// of an element or image says that its :id is absent.
    static boost::asio::awaitable<Result<BookAccess>> member(const Parts& parts, const http::Request& request,
                                                             FindStanding find, const char* absent, model::Role least);
};

/// The words of a book read the path's :id themselves.
inline void describe_id(http::Operation& operation) {
    operation.add_parameter("id", "path", true, schema::schema_of<model::Id>(operation.definitions));
}

/// That an API key does as well, where its scope is enough.
inline void describe_key(http::Operation& operation, std::optional<model::Role> least = std::nullopt) {
    const model::KeyScope needed = scope_needed(operation.verb, least);
    operation.key_scope = model::to_text(needed);
    if (needed != model::KeyScope::read) operation.add_failure(Fault::forbidden, kKeyMayNot);
}

/// What somebody without the role is told.
Error refusal(model::Role least);
inline bool is_at_least(model::Role role, model::Role least) { return role <= least; }  // OWNER is the first

/// What a handler that needs more than the words asks by itself; the canvas does.
boost::asio::awaitable<std::optional<BookAccess>> find_reader(const Parts& parts, std::string project_id,
                                                              store::Proof proof);
/// The request's API key, right or wrong, else the token of its session cookie.
store::Proof proof_of(const Parts& parts, const http::Headers& headers);
/// The token of the request's session cookie, if we signed it; else empty.
std::string session_token(const Parts& parts, const http::Headers& headers);

}  // namespace pictbook::api

namespace pictbook::http {

template <>
struct Extract<api::Parts, api::Anyone> {
    static constexpr bool is_access = true;
    static boost::asio::awaitable<Result<api::Anyone>> from(const api::Parts&, Request&) { co_return api::Anyone(); }
    static void describe(Operation& operation) { operation.who = "For everybody, without a session."; }
};

template <>
struct Extract<api::Parts, api::User> {
    static constexpr bool is_access = true;
    static constexpr bool takes_keys = true;
    static boost::asio::awaitable<Result<api::User>> from(const api::Parts& parts, Request& request) {
        return api::AccessCheck::user(parts, request, api::scope_needed(request.verb));
    }
    static void describe(Operation& operation) {
        operation.session = Operation::Session::needed;
        api::describe_key(operation);
        operation.who = "For anybody who has a session.";
        operation.add_failure(Fault::unauthorized, "Unauthorized", Shape::text);
    }
};

template <class Of>
struct Extract<api::Parts, api::Reader<Of>> {
    static constexpr bool is_access = true;
    static constexpr bool takes_keys = true;
    static boost::asio::awaitable<Result<api::Reader<Of>>> from(const api::Parts& parts, Request& request) {
        const Result<api::BookAccess> access = co_await api::AccessCheck::reader(parts, request, Of::find, Of::absent);
        if (!access) co_return access.error();
        co_return api::Reader<Of>(*access);
    }
    static void describe(Operation& operation) {
        operation.session = Operation::Session::optional;
        api::describe_key(operation);
        api::describe_id(operation);
        operation.who =
            "For whoever may read the book: its members; with the visibility LINK anybody who has a session; with "
            "PUBLIC everybody. To others the book does not exist.";
        operation.add_failure(Fault::unauthorized, "Unauthorized", Shape::text);
        operation.add_failure(Fault::not_found, Of::absent);
    }
};

template <model::Role least, class Of>
struct Extract<api::Parts, api::Member<least, Of>> {
    static constexpr bool is_access = true;
    static constexpr bool takes_keys = true;
    static constexpr const char* absent = std::is_same_v<Of, api::OfProject> ? nullptr : Of::absent;

    static boost::asio::awaitable<Result<api::Member<least, Of>>> from(const api::Parts& parts, Request& request) {
        const Result<api::BookAccess> access =
            co_await api::AccessCheck::member(parts, request, Of::find, absent, least);
        if (!access) co_return access.error();
        co_return api::Member<least, Of>(*access);
    }
    static void describe(Operation& operation) {
        operation.session = Operation::Session::needed;
        api::describe_key(operation, least);
        api::describe_id(operation);
        operation.who = least == model::Role::OWNER    ? "For owners of the book."
                        : least == model::Role::EDITOR ? "For editors and owners of the book."
                                                       : "For members of the book.";
        operation.add_failure(Fault::unauthorized, "Unauthorized", Shape::text);
        const Error refused = api::refusal(least);
        operation.add_failure(refused.fault, refused.message);
        if constexpr (absent != nullptr) operation.add_failure(Fault::not_found, absent);
    }
};

}  // namespace pictbook::http
