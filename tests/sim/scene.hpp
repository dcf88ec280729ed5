// What all parts of one run share: chance, time, the book, what was decided in it, and what went wrong.
#pragma once

#include <map>
#include <set>
#include <string>

#include "canvas/commit.hpp"
#include "sim/random.hpp"
#include "sim/scheduler.hpp"

namespace pictbook::sim {

namespace json = boost::json;
using Objects = std::map<std::string, json::object, std::less<>>;  // elements by their ids

/// What the database decided about one command, or what was done behind its back.
struct Record {
    enum class Kind { committed, refused, outside } kind = Kind::committed;
    std::int64_t seq = 0;  // of a commit
    std::string author;
    std::optional<canvas::OpKey> op;
    std::shared_ptr<const json::object> command;  // {type, payload}
    std::string code;                             // of a refusal
    Objects elements;                             // all of the book, after a write from outside
};

/// Which troubles a run has.
struct Faults {
    bool breaks = false, crashes = false, offline = false, reloads = false;
    bool bus_mixes = false, bus_loses = false, bus_away = false;
    bool database_away = false, in_doubt = false, slow = false;
    bool outside = false, rest = false, roles = false;
};

struct Scene {
    explicit Scene(std::uint64_t its_seed, bool tells) : seed(its_seed), random(its_seed), verbose(tells) {}

    const std::uint64_t seed;
    Random random;
    Scheduler scheduler;
    Faults faults;
    bool calm = false;           // the troubles are over
    bool database_away = false;  // now
    std::string project_id;
    std::vector<Record> log;  // in the order of their transactions
    std::int64_t outside_writes = 0;
    const bool verbose;
    std::uint64_t digest = 0;  // of what clients were told
    std::string failure;       // the first; empty while all is well

    bool failed() const { return !failure.empty() || scheduler.failure(); }
    void fail(std::string what);
    void count(std::string_view text);
    /// One line of the trace.
    void note(const std::string& line) const;
    /// Of the network, of a statement.
    Milliseconds latency() { return random.time(0, faults.slow && random.chance(20) ? 400 : 15); }
};

}  // namespace pictbook::sim
