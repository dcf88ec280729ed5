// The canvas socket's door: who is at it, and what they may do (docs/spec/live.md). The hub does the rest.
#include "api/access.hpp"
#include "api/routes.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

/// A member's role; other readers only listen.
awaitable<std::optional<canvas::Rights>> find_rights(const Parts& parts, std::string project_id, std::string token) {
    const std::optional<BookAccess> access = co_await find_reader(parts, project_id, token);
    if (!access) co_return std::nullopt;
    canvas::Rights rights;
    rights.user_id = access->user_id;
    rights.session_id = access->session_id;
    rights.session_end = access->session_end;
    rights.role = access->role.value_or(model::Role::VIEWER);
    co_return rights;
}

/// No coroutine: an open socket doesn't keep the request that it came with.
awaitable<void> serve(const Parts& parts, const http::Request& request, std::shared_ptr<http::WebSocket> socket) {
    const std::string id = is_plausible_id(request.params.front()) ? request.params.front() : std::string();
    const std::string token = session_token(parts, request.headers);
    auto look_up = [&parts, id, token] { return find_rights(parts, id, token); };
    return parts.hub.serve(id, std::move(socket), std::move(look_up));
}

}  // namespace

void mount_canvas(http::Router& router, const Parts& parts) {
    router.mount_socket("/canvas/:id", [&parts](http::Request request, std::shared_ptr<http::WebSocket> socket) {
        return serve(parts, request, std::move(socket));
    });
}

}  // namespace pictbook::api
