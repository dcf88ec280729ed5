// What the hub keeps for each socket and each room; private to the hub's own files.
#pragma once

#include "canvas/hub.hpp"
#include "canvas/room_outbox.hpp"

namespace pictbook::canvas {

struct Hub::Peer {
    std::shared_ptr<http::WebSocket> socket;
    FindRights find_rights;
    std::string project_id;
    Sender sender;
    std::optional<std::string> session_id;  // of the first look-up; empty text: it came without a session
    Time session_end = Time::max();
    bool admitted = false;  // gets and sends events
    bool due = false;       // waits in due_, or is looked up from there
    bool changed = false;   // rights may have changed since they were last asked for

    void take(const Rights& rights) {
        sender.user_id = rights.user_id;
        sender.role = rights.role;
        session_id = rights.session_id;
        session_end = rights.session_end;
    }
};

struct Hub::Room {
    std::vector<std::shared_ptr<Peer>> peers;
    RoomOutbox outbox;
    bool waits_for_end_of_turn = false;
    bool waits_for_tick = false;
    Monotonic::time_point tick;  // while it waits for it
    bus::Subscription subscription;
    bool hears_all = false;  // the subscription holds on all nodes
};

}  // namespace pictbook::canvas
