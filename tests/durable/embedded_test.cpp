// Twenty clients edit one book on the embedded store while syncs and the power fail again and again: what was not synced is gone
// each time.
// PICTBOOK_TEST_CUTS says how often (4).
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdlib>
#include <thread>

#include "durable/crowd.hpp"
#include "support/disk_faults.hpp"

namespace pictbook::test {
namespace {

int cuts() {
    const char* given = std::getenv("PICTBOOK_TEST_CUTS");
    return given ? std::atoi(given) : 4;
}

// V2-4, V2-5, V2-9, V2-14, V2-16, V2-33, DB-1, DB-2
TEST(EmbeddedBook, LosesAndDoublesNothingWhileTheDiskAndThePowerFail) {
    DiskFaults faults;
    faults.begin_records();
    Fleet fleet(faults.settings({{"LOG_LEVEL", "error"}, {"WS_STATE_HASH", "1"}, {"JOURNAL_ENTRIES", "10000000"}}));
    const std::string book = fleet.books().front();
    Clients clients = begin_to_edit(fleet, book);
    std::size_t lost = 0;
    unsigned failed = 0;
    for (int round = 0; round < cuts(); ++round) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1200 + 170 * (round % 5)));
        // Before every second cut, every second sync of the log fails for a while.
        if (round % 2 == 1) faults.fail(EIO, DiskFaults::Call::syncing, DiskFaults::File::log, 2);
        std::this_thread::sleep_for(std::chrono::milliseconds(600));
        fleet.kill(0);
        lost += faults.cut_power(static_cast<unsigned>(round));
        failed += faults.heal();
        faults.begin_records();
        fleet.start(0);
    }
    come_to_rest(fleet, book, clients);
    stop_all(clients);
    std::printf("DURABLE power cut: %d times, %zu KiB that were not synced were lost, %u syncs had failed\n", cuts(),
                lost / 1024, failed);
    EXPECT_GT(lost, 0u);
    EXPECT_GT(failed, 0u);
    expect_nothing_lost(fleet, book, clients);
    EXPECT_EQ(fleet.rows("PRAGMA integrity_check"), std::vector<std::string>{"ok"});
}

}  // namespace
}  // namespace pictbook::test
