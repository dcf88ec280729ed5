// The half of the hub that looks after rights: a socket whose session, membership or book has ended is closed, a changed
// role counts from the next message on. Looks happen one after the other, so a large room can't flood the database.
#include "base/log.hpp"
#include "canvas/hub_state.hpp"

namespace pictbook::canvas {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr Milliseconds kTick{500};

bool fits(const std::string& wanted, const std::string& value) { return wanted.empty() || wanted == value; }

}  // namespace

void Hub::tell(const Recheck& what) {
    recheck(what);
    bus_.publish("control", std::make_shared<const std::string>(what.project + "\n" + what.user + "\n" + what.session));
}

void Hub::recheck(const Recheck& what) {
    for (const auto& [id, room] : rooms_) {
        if (!fits(what.project, id)) continue;
        for (const std::shared_ptr<Peer>& peer : room->peers) {
            if (!peer->admitted) {
                peer->changed = true;
                continue;
            }
            const bool meant = fits(what.user, peer->sender.user_id) && fits(what.session, peer->session_id);
            if (!meant || std::exchange(peer->due, true)) continue;
            due_.push_back(peer);
        }
    }
    if (due_.empty() || std::exchange(looking_, true)) return;
    asio::co_spawn(executor_, look_again(), asio::detached);
}

awaitable<void> Hub::look_again() {
    while (!due_.empty()) {
        const std::shared_ptr<Peer> peer = due_.front();
        due_.pop_front();
        peer->due = false;
        co_await look_again_at(peer);
    }
    looking_ = false;
}

awaitable<void> Hub::look_again_at(const std::shared_ptr<Peer>& peer) {
    if (!peer->socket->is_open()) co_return;
    try {
        const std::optional<Rights> rights = co_await peer->find_rights();
        if (rights) {
            peer->take(*rights);
            co_return;
        }
        peer->admitted = false;
        peer->socket->close(kCloseUnauthorized, "Unauthorized");
    } catch (const std::exception& error) {
        // Unknown rights are no rights: the client may come back when the database does.
        log::warning("a socket's rights can't be checked", {{"reason", error.what()}});
        peer->admitted = false;
        peer->socket->close(1013, "Try again later");
    }
}

awaitable<void> Hub::watch_session_ends() {
    while (!stopping_) {
        tick_.expires_after(kTick);
        boost::system::error_code ended;
        co_await tick_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
        if (ended) co_return;
        const Time time = now();
        std::vector<std::string> over;
        for (const auto& [id, room] : rooms_)
            for (const std::shared_ptr<Peer>& peer : room->peers)
                if (peer->admitted && peer->session_end <= time) over.push_back(peer->session_id);
        for (const std::string& session : over) recheck({{}, {}, session});
    }
}

}  // namespace pictbook::canvas
