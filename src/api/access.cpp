#include "api/access.hpp"

#include "account/api_keys.hpp"
#include "account/sessions.hpp"
#include "api/limited.hpp"
#include "api/noting.hpp"
#include "store/api_keys.hpp"
#include "store/sessions.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using model::Role;
using model::Visibility;
using Kind = store::Proof::Kind;

namespace {

/// The key if it has not ended; its row stays, so that its person sees why. Its use is noted now and then.
awaitable<std::optional<store::SessionRow>> living_key(const Parts& parts, store::SessionRow key) {
    const Time time = now();
    if (account::is_ended(key.expiresAt, time)) co_return std::nullopt;
    if (account::is_use_due(key.key->lastUsedAt, time))
        co_await try_to_note(store::note_api_key_use(parts.db, key.sessionId.value, time, account::kKeyUseNoted));
    co_return key;
}

/// The session if it has not ended; an ended row is deleted. One that is due is renewed, unless the request's headers
/// wish otherwise or there are none.
awaitable<std::optional<store::SessionRow>> living(const Parts& parts, const http::Headers* headers,
                                                   std::optional<store::SessionRow> session) {
    if (!session) co_return std::nullopt;
    if (session->key) co_return co_await living_key(parts, *std::move(session));
    const Time time = now();
    if (account::is_ended(session->expiresAt, time)) {
        co_await try_to_note(store::delete_session(parts.db, session->sessionId.value));
        co_return std::nullopt;
    }
    if (!headers || !account::is_due(session->createdAt, session->expiresAt, time, true)) co_return session;
    if (parts.cookies.remembers(http::cookie_values(*headers, parts.cookies.dont_remember_name()))) {
        const Time end = account::session_end(time, true);
        const bool renewed = co_await try_to_note(store::renew_session(parts.db, session->sessionId.value, end, time));
        if (renewed) session->expiresAt = end;
    }
    co_return session;
}

/// Who shows a key that is wrong is refused everywhere, so that its program doesn't go on as nobody.
bool may_read(const store::Standing& standing, const store::Proof& proof) {
    if (standing.role) return true;
    if (!standing.session) return standing.visibility == Visibility::PUBLIC && proof.kind == Kind::token;
    return standing.visibility != Visibility::MEMBERS;
}

/// Nothing when the session, which may all that its person may, or the key is made for it.
std::optional<Error> find_refusal(const store::SessionRow& session, model::KeyScope needed) {
    if (!session.key || session.key->scope >= needed) return std::nullopt;
    return http::failure(Fault::forbidden, kKeyMayNot);
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
        if (standing.session->key) access.key_scope = standing.session->key->scope;
        access.role = standing.role;
    }
    return access;
}

/// The standing with its session checked: without a living session there is no role either.
awaitable<std::optional<store::Standing>> find_living(const Parts& parts, const http::Headers* headers,
                                                      FindStanding find, std::string id, store::Proof proof) {
    std::optional<store::Standing> standing = co_await find(parts.db, std::move(id), std::move(proof));
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

store::Proof proof_of(const Parts& parts, const http::Headers& headers) {
    const std::string_view key = http::bearer_key(parts.http_settings, headers);
    if (!key.empty()) return {Kind::key_hash, account::hash_of_api_key(key)};
    return {Kind::token, session_token(parts, headers)};
}

awaitable<Result<User>> AccessCheck::user(const Parts& parts, const http::Request& request, model::KeyScope needed) {
    store::Proof proof = proof_of(parts, request.headers);
    if (proof.text.empty()) co_return http::unauthorized();
    std::optional<store::SessionRow> found = co_await store::find_session(parts.db, std::move(proof));
    std::optional<store::SessionRow> session = co_await living(parts, &request.headers, std::move(found));
    if (!session) co_return http::unauthorized();
    if (std::optional<Error> refused = find_refusal(*session, needed)) co_return *std::move(refused);
    const Result<void> paced = co_await take_user_pace(parts, request, session->userId.value);
    if (!paced) co_return paced.error();
    co_return User(std::move(*session));
}

awaitable<Result<BookAccess>> AccessCheck::reader(const Parts& parts, const http::Request& request, FindStanding find,
                                                  const char* absent) {
    const model::KeyScope needed = scope_needed(request.verb);
    const store::Proof proof = proof_of(parts, request.headers);
    const std::optional<store::Standing> standing =
        co_await find_living(parts, &request.headers, find, id_in_path(request), proof);
    if (standing && standing->session)
        if (std::optional<Error> refused = find_refusal(*standing->session, needed)) co_return *std::move(refused);
    if (standing && may_read(*standing, proof)) co_return access_of(*standing);
    if (standing && standing->session) co_return http::failure(Fault::not_found, absent);
    // Whether there is such a book is not for somebody without a session to know.
    const Result<User> somebody = co_await user(parts, request, needed);
    if (!somebody) co_return somebody.error();
    co_return http::failure(Fault::not_found, absent);
}

awaitable<Result<BookAccess>> AccessCheck::member(const Parts& parts, const http::Request& request, FindStanding find,
                                                  const char* absent, Role least) {
    const model::KeyScope needed = scope_needed(request.verb, least);
    store::Proof proof = proof_of(parts, request.headers);
    const std::optional<store::Standing> standing =
        co_await find_living(parts, &request.headers, find, id_in_path(request), std::move(proof));
    if (!standing || !standing->session) {
        const Result<User> somebody = co_await user(parts, request, needed);
        if (!somebody) co_return somebody.error();
    } else if (std::optional<Error> refused = find_refusal(*standing->session, needed)) {
        co_return *std::move(refused);
    } else {
        const Result<void> paced = co_await take_user_pace(parts, request, standing->session->userId.value);
        if (!paced) co_return paced.error();
    }
    if (standing && standing->role && is_at_least(*standing->role, least)) co_return access_of(*standing);
    if (absent && !standing) co_return http::failure(Fault::not_found, absent);
    co_return refusal(least);
}

awaitable<std::optional<BookAccess>> find_reader(const Parts& parts, std::string project_id, store::Proof proof) {
    // Without headers, for an open socket renews no session.
    const std::optional<store::Standing> standing =
        co_await find_living(parts, nullptr, store::find_standing_in_project, std::move(project_id), proof);
    if (!standing || !may_read(*standing, proof)) co_return std::nullopt;
    co_return access_of(*standing);
}

}  // namespace pictbook::api
