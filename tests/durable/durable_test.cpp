// Twenty clients edit one book on three nodes while nodes, Redis and PostgreSQL are killed with kill -9 in turn: every
// acknowledged edit is there exactly once, and all end with the same book. PICTBOOK_TEST_SECONDS is its length (30).
#include <gtest/gtest.h>

#include <cstdlib>

#include "durable/crowd.hpp"
#include "durable/report.hpp"

namespace pictbook::test {
namespace {

constexpr std::size_t kNodes = 3;
constexpr std::size_t kLeastKills = 3;    // each of the parts once
constexpr std::chrono::seconds kCalm(4);  // between a return and the next kill

std::chrono::seconds length() {
    const char* given = std::getenv("PICTBOOK_TEST_SECONDS");
    return std::chrono::seconds(given ? std::atoi(given) : 30);
}

std::vector<Kill> kill_in_turn(Fleet& fleet, const Clients& clients, Clock::time_point end) {
    std::vector<Kill> out;
    while (out.size() < kLeastKills || Clock::now() < end) {
        std::this_thread::sleep_for(kCalm);
        if (!out.empty()) out.back().over = Clock::now();
        out.push_back(kill_one(fleet, clients, out.size()));
        if (testing::Test::HasFailure()) break;
    }
    std::this_thread::sleep_for(kCalm);
    out.back().over = Clock::now();
    return out;
}

// V2-4, V2-5, V2-9, V2-14, V2-15, V2-16, V2-33, V2-34, V2-35
TEST(Book, LosesAndDoublesNothingWhileItsPartsAreKilled) {
    Fleet fleet(kNodes, {{"WS_STATE_HASH", "1"}, {"JOURNAL_ENTRIES", "10000000"}});
    const std::string book = fleet.books().front();
    const auto start = Clock::now();
    Clients clients = begin_to_edit(fleet, book);
    const std::vector<Kill> kills = kill_in_turn(fleet, clients, start + length());
    come_to_rest(fleet, book, clients);
    stop_all(clients);
    report_kills(kills, clients, start);
    expect_nothing_lost(fleet, book, clients);
}

}  // namespace
}  // namespace pictbook::test
