// A load of writes during which something is killed and brought back.
#pragma once

#include <functional>
#include <string>

#include "faults/ledger.hpp"
#include "support/fleet.hpp"

namespace pictbook::test {

struct Fault {
    std::string name;
    std::function<void()> kill, start;
    /// The writes that it kept from being done: those tell when it is over.
    std::function<bool(const Acknowledged&)> concerns = [](const Acknowledged&) { return true; };
    int photos = 6;     // uploads and removals among a hundred writes
    int writes = 2000;  // unless PICTBOOK_TEST_WRITES says how many
    std::chrono::milliseconds down = std::chrono::seconds(1);
};

/// How a load was answered.
struct Answered {
    std::size_t acknowledged = 0;
    int refused = 0, unknown = 0;
};

/// Writes from twelve connections. After a quarter of them the fault is
/// there, and they go on; the last quarter waits for its end. Expects that nothing that was acknowledged is lost or doubled, that nothing that was
/// refused was done, and that no node ended; prints a line `RECOVERY <name>: …`. `afterwards` is called before a node is
/// started anew to remove what could not be removed.
Answered expect_recovery(Fleet& fleet, const Fault& fault, const std::function<void()>& afterwards = [] {});

}  // namespace pictbook::test
