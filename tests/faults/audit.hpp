// What is there after a fault, by the API, by SQL and in the object store, against what the writers were told.
#pragma once

#include <string>
#include <vector>

#include "faults/ledger.hpp"
#include "support/fleet.hpp"

namespace pictbook::test {

struct Findings {
    int done = 0;              // of the writes of which nobody knew
    int lost = 0;              // acknowledged, and not there
    int doubled = 0;           // there more than once
    int unasked = 0;           // refused, or never sent, and there
    std::string details = {};  // a line for each that is wrong
};

/// Asks every node in turn. The load is over.
Findings audit(Fleet& fleet, const std::vector<const Ledger*>& ledgers);

/// Every photo in the books has its object, and every other object is planned to be removed; those of photos whose removal
/// was acknowledged go within `patience`.
void expect_objects(Fleet& fleet, const std::vector<const Ledger*>& ledgers, std::chrono::seconds patience);

}  // namespace pictbook::test
