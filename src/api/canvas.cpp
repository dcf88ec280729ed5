// The canvas socket's door: who is at it, and what they may do (docs/spec/live.md). The hub does the rest.
#include <boost/core/demangle.hpp>

#include "api/access.hpp"
#include "api/limited.hpp"
#include "base/log.hpp"

namespace pictbook::api {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr const char* kCanvasPath = "/canvas/:id";

/// A member's role; other readers only listen, and who comes with a key that isn't made to write.
awaitable<std::optional<canvas::Rights>> find_rights(const Parts& parts, std::string project_id, store::Proof proof) {
    const std::optional<BookAccess> access = co_await find_reader(parts, project_id, proof);
    if (!access) co_return std::nullopt;
    canvas::Rights rights;
    rights.user_id = access->user_id;
    rights.session_id = access->session_id;
    rights.session_end = access->session_end;
    if (access->role && access->key_scope != model::KeyScope::read) rights.role = *access->role;
    co_return rights;
}

/// Until the socket ends, on the thread of its room's worker.
awaitable<void> serve(const Parts& parts, std::string id, store::Proof proof, http::Upgraded upgraded,
                      canvas::Protocol protocol) {
    const http::ConnectionCount::Place place = std::move(upgraded.place);
    try {
        std::shared_ptr<http::WebSocket> socket = parts.hub.open(upgraded, protocol);
        auto look_up = [&parts, id, proof = std::move(proof)] { return find_rights(parts, id, proof); };
        co_await parts.hub.serve(std::move(id), std::move(socket), std::move(look_up), protocol);
    } catch (const std::exception& error) {
        const std::string type = boost::core::demangle(typeid(error).name());
        log::error("socket failed", {{"route", kCanvasPath}, {"exception", type}, {"reason", error.what()}});
    }
}

const Home& home_of(const std::vector<Home>& homes, const std::string& project_id) {
    return homes[std::hash<std::string>()(project_id) % homes.size()];
}

}  // namespace

void mount_canvas(http::Router& router, const Parts& parts, const std::vector<Home>& homes) {
    const auto take = [&parts, &homes](const http::Request& request, http::Upgraded upgraded) {
        std::string id = is_plausible_id(request.params.front()) ? request.params.front() : std::string();
        store::Proof proof = proof_of(parts, request.headers);
        const Home& home = home_of(homes, id);
        const bool v2 = request.headers.lists("Sec-WebSocket-Protocol", canvas::kV2Name);
        asio::co_spawn(home.executor,
                       serve(*home.parts, std::move(id), std::move(proof), std::move(upgraded),
                             v2 ? canvas::Protocol::v2 : canvas::Protocol::live),
                       asio::detached);
    };
    const auto refuse = [&parts](const http::Request& request) { return refuse_handshake(parts, request); };
    router.mount_socket(kCanvasPath, canvas::kV2Name, take, refuse);
}

}  // namespace pictbook::api
