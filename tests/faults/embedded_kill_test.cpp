// The embedded store (SQLite and files) when its process is killed and when the power fails, again and again during group
// commits. PICTBOOK_TEST_KILLS says how often (4), PICTBOOK_TEST_WRITES how many writes there are.
#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

#include "faults/load.hpp"
#include "support/disk_faults.hpp"

namespace pictbook::test {
namespace {

int kills() {
    const char* given = std::getenv("PICTBOOK_TEST_KILLS");
    return given ? std::atoi(given) : 4;
}

void expect_whole(const Fleet& fleet) {
    EXPECT_EQ(fleet.rows("PRAGMA integrity_check"), std::vector<std::string>{"ok"});
    EXPECT_TRUE(fleet.rows("PRAGMA foreign_key_check").empty());
}

/// Kills the one node again and again; `meanwhile` comes before it is started anew.
Fault killing(Fleet& fleet, const std::string& name, const std::function<void(int)>& meanwhile) {
    Fault fault;
    fault.name = name;
    fault.kill = [&fleet, meanwhile] {
        for (int round = 0; round < kills(); ++round) {
            std::this_thread::sleep_for(std::chrono::milliseconds(40 + 30 * (round % 5)));
            fleet.kill(0);
            meanwhile(round);
            fleet.start(0);
        }
    };
    fault.start = [] {};
    fault.photos = 10;
    fault.writes = 2500;
    fault.down = std::chrono::seconds(0);
    return fault;
}

TEST(EmbeddedKill, InTheMiddleOfGroupCommitsLosesAndDoublesNothing) {  // DB-1, DB-2, DB-3, DB-17
    Fleet fleet(TestServer::Settings{{"LOG_LEVEL", "error"}});
    const Answered answered =
        expect_recovery(fleet, killing(fleet, "kill -9", [](int) {}), [&] { expect_whole(fleet); });
    EXPECT_GT(answered.unknown, 0) << "no kill met a write";
    expect_whole(fleet);
}

TEST(EmbeddedPowerCut, LosesAndDoublesNothing) {  // DB-1, DB-2, DB-12, DB-17
    DiskFaults faults;
    faults.begin_records();
    Fleet fleet(faults.settings({{"LOG_LEVEL", "error"}}));
    std::size_t lost = 0;
    const auto cut = [&](int round) {
        lost += faults.cut_power(static_cast<unsigned>(round));  // the first time all that was not synced is gone
        faults.begin_records();
    };
    const Answered answered = expect_recovery(fleet, killing(fleet, "power cut", cut), [&] { expect_whole(fleet); });
    EXPECT_GT(answered.unknown, 0) << "no cut met a write";
    EXPECT_GT(lost, 0u) << "everything was synced";
    std::printf("RECOVERY power cut: %zu KiB that were not synced were lost\n", lost / 1024);
}

}  // namespace
}  // namespace pictbook::test
