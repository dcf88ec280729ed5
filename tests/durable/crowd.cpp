#include "durable/crowd.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "durable/report.hpp"
#include "support/comes_true.hpp"

namespace pictbook::test {

namespace {

constexpr std::size_t kPeople = 5, kClientsOfEach = 4;
constexpr Milliseconds kCalmAgain(300'000);

}  // namespace

Clients begin_to_edit(Fleet& fleet, const std::string& book) {
    std::vector<Person> people{fleet.owner(0)};
    while (people.size() < kPeople) {
        people.push_back(fleet.node(0).sign_up("editor"));
        invite(people.front(), book, people.back(), "EDITOR");
    }
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
               fleet.rows(R"(SELECT "seq" FROM "Project" WHERE "id" = ')" + book + "'").at(0) == std::to_string(seq);
    };
    EXPECT_TRUE(comes_true(agree, kCalmAgain)) << "not everybody has come to the end";
}

void stop_all(const Clients& clients) {
    for (const auto& client : clients) client->stop();
}

void expect_nothing_lost(const Fleet& fleet, const std::string& book, const Clients& clients) {
    std::vector<const Ledger*> ledgers;
    for (const auto& client : clients) ledgers.push_back(&client->ledger());
    const Findings findings = audit_journal(fleet, book, ledgers);
    report_ledgers(clients, findings);
    EXPECT_EQ(findings.wrong, 0) << findings.details;
    expect_agreement(fleet, book, clients);
}

}  // namespace pictbook::test
