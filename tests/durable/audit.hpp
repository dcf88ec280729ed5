// What is there at the end, in the journal and on every node, against what the clients were told and hold.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "durable/client.hpp"

namespace pictbook::test {

struct Findings {
    long entries = 0;                          // of the journal
    long unknown = 0;                          // commands that were given up
    long unknown_done = 0;                     // of those
    long refused_done = 0;                     // refused, but committed from a connection that had broken before
    std::map<std::string, long> refused = {};  // how many, by the code
    int wrong = 0;                             // lost, doubled, refused but done, told otherwise, or never sent
    std::string details = {};                  // the first of them, a line each
};

/// The journal itself, whatever the nodes say: its seqs are 1, 2, 3, … of one epoch, and it has each command that was
/// acknowledged once, as acknowledged, none that was refused without a copy on its way, and nothing that nobody sent.
Findings audit_journal(const Fleet& fleet, const std::string& book, const std::vector<const Ledger*>& ledgers);

/// What every node gives to one who comes anew, and what every client holds, is the same and has the hash that the server told.
void expect_agreement(const Fleet& fleet, const std::string& book, const std::vector<std::unique_ptr<Client>>& clients);

}  // namespace pictbook::test
