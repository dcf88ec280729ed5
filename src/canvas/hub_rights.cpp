// The half of the hub that looks after rights: a socket whose session, membership or book has ended is closed, a changed
// role counts from the next message on. A few looks happen at a time, so that a large room can't flood the database, nor one
// look that takes long hold the others up.
#include "base/log.hpp"
#include "canvas/hub_state.hpp"
#include "canvas/messages.hpp"

namespace pictbook::canvas {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr Milliseconds kWatch{500};
constexpr std::size_t kLooksAtOnce = 8;
/// How often all rights are looked at while other nodes can't tell of changes.
constexpr Milliseconds kAlone{5000};

/// What a session of pictshare.v2 is told when its rights have ended by it, unless its book is gone (V2-29).
std::string_view reason_of(const Recheck& what) { return what.project.empty() ? "SESSION_ENDED" : "MEMBERSHIP_ENDED"; }

bool fits(const std::string& wanted, const std::string& value) { return wanted.empty() || wanted == value; }

}  // namespace

/// Why a session may no longer read. `session_differs`: it may, but as somebody else. Whoever never had a right is not told
/// whether there is such a book.
awaitable<std::string_view> Hub::find_reason(const Peer& peer, bool session_differs) {
    if (session_differs || peer.session_end <= now() || !peer.admitted) co_return "SESSION_ENDED";
    const bool book_is_there = (co_await store::find_journal_head(*db_, peer.project_id)).has_value();
    co_return book_is_there ? peer.reason : "BOOK_DELETED";
}

/// What the socket may do now. Closes it and gives nothing when it may not stay, or when nobody can tell.
awaitable<std::optional<Rights>> Hub::look_up(Peer& peer) {
    try {
        std::optional<Rights> rights = co_await peer.find_rights();
        // A session that ended takes its sockets with it, also where a book may be read without one (LIVE-27).
        if (rights && (!peer.session_id || *peer.session_id == rights->session_id)) co_return rights;
        if (peer.session) {
            const std::string_view reason = co_await find_reason(peer, rights.has_value());
            peer.socket->send(text_frame(control_text(reason)));
        }
        close(peer, Closing::unauthorized);
    } catch (const std::exception& error) {
        // Unknown rights are no rights: the client may come back when the database does.
        log::warning("a socket's rights can't be checked", {{"reason", error.what()}});
        close(peer, Closing::rights_unknown);
    }
    peer.admitted = false;
    co_return std::nullopt;
}

awaitable<void> Hub::admit(Peer& peer) {
    do {
        peer.changed = false;
        const std::optional<Rights> rights = co_await look_up(peer);
        if (!rights) co_return;
        peer.take(*rights);
    } while (peer.changed);
    peer.admitted = peer.socket->is_open();
}

void Hub::take(Peer& peer, const Rights& rights) {
    const bool differs = peer.sender.role != rights.role;
    peer.take(rights);
    if (differs && peer.is_live()) peer.socket->send(text_frame(role_text(rights.role)));
}

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
            } else if (fits(what.user, peer->sender.user_id) && fits(what.session, *peer->session_id)) {
                peer->reason = reason_of(what);
                check_soon(peer);
            }
        }
    }
}

void Hub::check_soon(const std::shared_ptr<Peer>& peer) {
    peer->changed = true;
    if (std::exchange(peer->due, true)) return;
    due_.push_back(peer);
    if (looking_ >= kLooksAtOnce) return;
    ++looking_;
    asio::co_spawn(executor_, check_due(), asio::detached);
}

awaitable<void> Hub::check_due() {
    while (!due_.empty()) {
        const std::shared_ptr<Peer> peer = due_.front();
        due_.pop_front();
        co_await check(*peer);
        peer->due = false;
    }
    --looking_;
}

awaitable<void> Hub::check(Peer& peer) {
    try {
        while (peer.changed && peer.socket->is_open()) {
            peer.changed = false;
            if (const std::optional<Rights> rights = co_await look_up(peer)) take(peer, *rights);
        }
    } catch (const std::exception& error) {
        peer.session_end = Time::min();  // so that look_around() has it looked at again
        tell_fault("a socket's rights can't be looked at", error);
    }
}

awaitable<void> Hub::watch_session_ends() {
    while (!stopping_) {
        watch_timer_.expires_after(kWatch);
        boost::system::error_code ended;
        co_await watch_timer_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
        if (ended) co_return;
        try {
            look_around();
        } catch (const std::exception& error) {
            tell_fault("a look at the rooms has failed", error);
        }
    }
}

/// Rights come first, so that nothing else can keep them from being looked at.
void Hub::look_around() {
    const Time time = now();
    for (const auto& [id, room] : rooms_)
        for (const std::shared_ptr<Peer>& peer : room->peers)
            if (peer->admitted && peer->session_end <= time) check_soon(peer);
    if (bus_.status().connected) {
        alone_since_ = time;
    } else if (time - alone_since_ >= kAlone) {
        alone_since_ = time;
        recheck({});
    }
    look_at_greetings();
    look_at_snapshots();
    look_at_presence();
    look_at_agreement();
    look_at_journals();
}

}  // namespace pictbook::canvas
