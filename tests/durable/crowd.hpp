// Twenty clients that edit one book, from their first edit to the audit.
#pragma once

#include "durable/kills.hpp"

namespace pictbook::test {

/// Four clients of each of five people, of whom the first owns the book.
Clients begin_to_edit(Fleet& fleet, const std::string& book);
/// Until everybody has everything, and a STATE_HASH that says so.
void come_to_rest(const Fleet& fleet, const std::string& book, const Clients& clients);
void stop_all(const Clients& clients);
/// Compares the journal, what each client holds and what a new one is given; prints the ledgers. They have stopped.
void expect_nothing_lost(const Fleet& fleet, const std::string& book, const Clients& clients);

}  // namespace pictbook::test
