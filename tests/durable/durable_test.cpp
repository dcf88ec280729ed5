// Twenty clients edit one book on three nodes while nodes, Redis and PostgreSQL are killed with kill -9 in turn: every
// acknowledged edit is there exactly once, and all end with the same book. PICTBOOK_TEST_SECONDS is its length (30).
#include <gtest/gtest.h>

#include <cstdlib>

#include "durable/report.hpp"
#include "support/comes_true.hpp"

namespace pictbook::test {
namespace {

constexpr std::size_t kPeople = 5, kClientsOfEach = 4, kNodes = 3;
constexpr std::size_t kLeastKills = 3;    // each of the parts once
constexpr std::chrono::seconds kCalm(4);  // between a return and the next kill
constexpr Milliseconds kCalmAgain(300'000);

std::chrono::seconds length() {
    const char* given = std::getenv("PICTBOOK_TEST_SECONDS");
    return std::chrono::seconds(given ? std::atoi(given) : 30);
}

Clients begin(const Fleet& fleet, const std::string& book, const std::vector<Person>& people) {
    Clients out;
    for (std::size_t i = 0; i < kPeople * kClientsOfEach; ++i) {
        const Person& person = people[i % kPeople];
        // Several people have clients of the same name: an op is of its user (V2-16).
        const std::string name = "tab-" + std::to_string(i / kPeople);
        const Client::Account account{person.cookie_header(), user_id(person)};
        out.push_back(std::make_unique<Client>(fleet, book, account, name, i));
    }
    return out;
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

/// Until everybody has everything, and a STATE_HASH that says so.
void come_to_rest(const Fleet& fleet, const std::string& book, const Clients& clients) {
    for (const auto& client : clients) client->rest();
    const auto are_settled = [&] {
        return std::ranges::all_of(clients, [](const auto& each) { return each->is_settled(); });
    };
    EXPECT_TRUE(comes_true(are_settled, kCalmAgain)) << "a command is not answered";
    const auto agree = [&] {
        const std::int64_t seq = clients.front()->seq();
        const auto is_there = [&](const auto& each) { return each->seq() == seq && each->proven() == seq; };
        std::this_thread::sleep_for(Milliseconds(100));
        return std::ranges::all_of(clients, is_there) &&
               run_sql(fleet.database(), R"(SELECT "seq" FROM "Project" WHERE "id" = ')" + book + "'").at(0).at(0) ==
                   std::to_string(seq);
    };
    EXPECT_TRUE(comes_true(agree, kCalmAgain)) << "not everybody has come to the end";
}

// V2-4, V2-5, V2-9, V2-14, V2-15, V2-16, V2-33, V2-34, V2-35
TEST(Book, LosesAndDoublesNothingWhileItsPartsAreKilled) {
    Fleet fleet(kNodes, {{"WS_STATE_HASH", "1"}, {"JOURNAL_ENTRIES", "10000000"}});
    const std::string book = fleet.books().front();
    std::vector<Person> people{fleet.owner(0)};
    while (people.size() < kPeople) {
        people.push_back(fleet.node(0).sign_up("editor"));
        invite(people.front(), book, people.back(), "EDITOR");
    }
    ASSERT_FALSE(HasFailure()) << "the people are not there";
    const auto start = Clock::now();
    Clients clients = begin(fleet, book, people);
    const std::vector<Kill> kills = kill_in_turn(fleet, clients, start + length());
    come_to_rest(fleet, book, clients);
    std::vector<const Ledger*> ledgers;
    for (const auto& client : clients) {
        client->stop();
        ledgers.push_back(&client->ledger());
    }
    const Findings findings = audit_journal(fleet.database(), book, ledgers);
    report_kills(kills, clients, start);
    report_ledgers(clients, findings);
    EXPECT_EQ(findings.wrong, 0) << findings.details;
    expect_agreement(fleet, book, clients);
}

}  // namespace
}  // namespace pictbook::test
