// What a command does to a book, without I/O and without a clock (docs/spec/live-v2.md, Commands): the same from a socket,
// from REST and in the simulator.
#pragma once

#include "canvas/shelf.hpp"

namespace pictbook::canvas {

/// Of the commit that the decision is for.
struct Stamp {
    std::int64_t seq = 0;
    Time at;
    std::string project_id;
};

struct Refusal {
    Error error;
    std::string_view code;  // V2-15
};

enum class Outcome { committed, rebased, ignored };
BOOST_DESCRIBE_ENUM(Outcome, committed, rebased, ignored)

/// What an UNDO left as it is, because others changed it since.
struct Skipped {
    std::string id;
    std::vector<std::string> members;
};

struct Ruling {
    std::optional<Refusal> refusal;  // then the rest is empty
    Outcome outcome = Outcome::committed;
    std::vector<Change> changes;
    std::vector<Skipped> skipped;
};

/// Of no value while shelf.wanted is not empty. Else what was decided is on the shelf: the next decision sees it.
Ruling decide(Shelf& shelf, const Command& command, const Stamp& stamp);

}  // namespace pictbook::canvas
