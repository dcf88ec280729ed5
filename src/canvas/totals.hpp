// What one hub counts, by its own thread; any thread reads it.
#pragma once

#include <array>
#include <string_view>

#include "base/count.hpp"

namespace pictbook::canvas {

/// Why the hub closed a socket. What sockets find out by themselves is in http::SocketsOfThread.
enum class Closing {
    book_full,       // WS_MAX_IN_BOOK
    events_lost,     // a gap of the bus
    unauthorized,    // rights have ended, or were never there
    rights_unknown,  // the database can't tell
    stopping,        // the server stops
    failed,          // a fault of ours
};
inline constexpr std::array<std::string_view, 6> kClosingNames{"book_full",      "events_lost", "unauthorized",
                                                               "rights_unknown", "stopping",    "failed"};

/// In the order of Totals::events.
inline constexpr std::array<std::string_view, 3> kLaneNames{"ordered", "cursor", "frame"};

struct Totals {
    Count sockets;                // that are served now
    Count rooms;                  // that have sockets now
    std::array<Count, 3> events;  // that sockets of this worker sent and that were relayed, by lane
    std::array<Count, kClosingNames.size()> closed;
    Count gaps;        // times that the bus told of lost events
    Count delivered;   // events that were given to sockets of this worker, each of them for each socket
    Count superseded;  // cursor and drag updates in whose place a room had a newer one before they left
};

}  // namespace pictbook::canvas
