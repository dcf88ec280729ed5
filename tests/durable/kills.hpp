// kill -9 of one part after the other, and how long it took until the clients' commands were acknowledged again.
#pragma once

#include <memory>
#include <vector>

#include "durable/client.hpp"

namespace pictbook::test {

using Clients = std::vector<std::unique_ptr<Client>>;

struct Kill {
    std::string what;
    Clock::time_point killed = {}, back = {}, over = {};  // over: of the time that is looked at for pauses
    std::vector<const Client*> concerned = {};            // those who were connected to it, or all
};

/// The `turn`-th: of a node, of Redis, of PostgreSQL, of the next node, … Back after 0.5 to 3 s. Expects that the nodes are
/// ready again then.
Kill kill_one(Fleet& fleet, const Clients& clients, std::size_t turn);

/// From the kill on, in seconds.
struct Recovery {
    double first = 0,
           all = 0;    // until the first, and until each of those concerned had an ACK to what it sent after it
    double pause = 0;  // the longest of any client between two ACKs
};
/// Fails the test when somebody got none. The clients have stopped.
Recovery recovery_of(const Kill& kill, const Clients& clients);

}  // namespace pictbook::test
