#include "api/access.hpp"

#include "account/sessions.hpp"
#include "store/sessions.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using model::Role;
using model::Visibility;

namespace {

/// The session if it has not ended; an ended row is deleted. One that is due is renewed, unless the request's headers
/// wish otherwise or there are none.
awaitable<std::optional<store::SessionRow>> living(const Parts& parts, const http::Headers* headers,
                                                   std::optional<store::SessionRow> session) {
    if (!session) co_return std::nullopt;
    const Time time = now();
    if (account::is_ended(session->expiresAt, time)) {
        co_await store::delete_session(parts.db, session->sessionId.value);
        co_return std::nullopt;
    }
    if (!headers || !account::is_due(session->expiresAt, time, true)) co_return session;
    if (parts.cookies.remembers(http::cookie_values(*headers, parts.cookies.dont_remember_name()))) {
        session->expiresAt = account::session_end(time, true);
        co_await store::renew_session(parts.db, session->sessionId.value, session->expiresAt, time);
    }
    co_return session;
}

bool may_read(const store::Standing& standing) {
    if (standing.role) return true;
    if (standing.visibility == Visibility::PUBLIC) return true;
    return standing.visibility == Visibility::LINK && standing.session.has_value();
}

BookAccess access_of(const store::Standing& standing) {
    BookAccess access;
    access.revision = standing.revision;
    access.element = standing.element;
    access.project_id = standing.projectId.value;
    if (standing.session) {
        access.user_id = standing.session->userId.value;
        access.session_id = standing.session->sessionId.value;
        access.session_end = standing.session->expiresAt;
        access.role = standing.role;
    }
    return access;
}

/// The standing with its session checked: without a living session there is no role either.
awaitable<std::optional<store::Standing>> find_living(const Parts& parts, const http::Headers* headers,
                                                      FindStanding find, std::string id, std::string token) {
    std::optional<store::Standing> standing = co_await find(parts.db, std::move(id), std::move(token));
    if (standing) {
        standing->session = co_await living(parts, headers, std::move(standing->session));
        if (!standing->session) standing->role.reset();
    }
    co_return standing;
}

std::string id_in_path(const http::Request& request) {
    return is_plausible_id(request.params.front()) ? request.params.front() : std::string();
}

}  // namespace

Error refusal(Role least) {
    switch (least) {
        case Role::OWNER:
            return http::failure(Fault::forbidden, "You are not an owner of this project");
        case Role::EDITOR:
            return http::failure(Fault::unauthorized, "Unauthorized");
        case Role::VIEWER:
            return http::failure(Fault::forbidden, "Forbidden");
    }
    return http::failure(Fault::forbidden, "Forbidden");
}

std::string session_token(const Parts& parts, const http::Headers& headers) {
    return parts.cookies.token_of(http::cookie_values(headers, parts.cookies.token_name())).value_or("");
}

awaitable<Result<User>> AccessCheck::user(const Parts& parts, const http::Request& request) {
    std::string token = session_token(parts, request.headers);
    if (token.empty()) co_return http::unauthorized();
    std::optional<store::SessionRow> found = co_await store::find_session(parts.db, token);
    std::optional<store::SessionRow> session = co_await living(parts, &request.headers, std::move(found));
    if (!session) co_return http::unauthorized();
    co_return User(std::move(*session), std::move(token));
}

awaitable<Result<BookAccess>> AccessCheck::reader(const Parts& parts, const http::Request& request, FindStanding find,
                                                  const char* absent) {
    const std::optional<store::Standing> standing =
        co_await find_living(parts, &request.headers, find, id_in_path(request), session_token(parts, request.headers));
    if (standing && may_read(*standing)) co_return access_of(*standing);
    if (standing && standing->session) co_return http::failure(Fault::not_found, absent);
    // Whether there is such a book is not for somebody without a session to know.
    const Result<User> somebody = co_await user(parts, request);
    if (!somebody) co_return somebody.error();
    co_return http::failure(Fault::not_found, absent);
}

awaitable<Result<BookAccess>> AccessCheck::member(const Parts& parts, const http::Request& request, FindStanding find,
                                                  const char* absent, Role least) {
    const std::optional<store::Standing> standing =
        co_await find_living(parts, &request.headers, find, id_in_path(request), session_token(parts, request.headers));
    if (standing && standing->role && is_at_least(*standing->role, least)) co_return access_of(*standing);
    if (!standing || !standing->session) {
        const Result<User> somebody = co_await user(parts, request);
        if (!somebody) co_return somebody.error();
    }
    if (absent && !standing) co_return http::failure(Fault::not_found, absent);
    co_return refusal(least);
}

awaitable<std::optional<BookAccess>> find_reader(const Parts& parts, std::string project_id, std::string token) {
    // Without headers, for an open socket renews no session.
    const std::optional<store::Standing> standing =
        co_await find_living(parts, nullptr, store::find_standing_in_project, std::move(project_id), std::move(token));
    if (!standing || !may_read(*standing)) co_return std::nullopt;
    co_return access_of(*standing);
}

}  // namespace pictbook::api
