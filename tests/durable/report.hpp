// The lines `DURABLE …` that tell what happened.
#pragma once

#include "durable/audit.hpp"
#include "durable/kills.hpp"

namespace pictbook::test {

/// A line for each, and how long it took until all was as before. The clients have stopped.
void report_kills(const std::vector<Kill>& kills, const Clients& clients, Clock::time_point start);
void report_ledgers(const Clients& clients, const Findings& findings);

}  // namespace pictbook::test
