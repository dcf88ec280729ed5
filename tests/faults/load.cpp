#include "faults/load.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <thread>

#include "faults/audit.hpp"
#include "faults/writer.hpp"

namespace pictbook::test {

namespace {

constexpr std::size_t kWriters = 2 * Fleet::kBooks;
constexpr std::chrono::seconds kRemovalPatience(
    100);  // a sweep, the first delay after a failed attempt, and another sweep

int writes_in_all(const Fault& fault) {
    const char* given = std::getenv("PICTBOOK_TEST_WRITES");
    return given ? std::atoi(given) : fault.writes;
}

struct Times {
    Clock::time_point killed, back;
};

struct Load {
    std::vector<std::unique_ptr<Writer>> writers;

    std::vector<const Ledger*> ledgers() const {
        std::vector<const Ledger*> out;
        for (const auto& writer : writers) out.push_back(&writer->ledger());
        return out;
    }
};

Times run_with(const Fault& fault, Load& load) {
    const int all = writes_in_all(fault);
    Budget budget(all, all / 4);
    std::vector<std::thread> threads;
    for (const auto& writer : load.writers) threads.emplace_back([&budget, &each = *writer] { each.run(budget); });
    while (budget.left() > all * 3 / 4) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    Times times;
    times.killed = Clock::now();
    fault.kill();
    std::this_thread::sleep_for(fault.down);
    fault.start();
    times.back = Clock::now();
    budget.release();
    for (std::thread& thread : threads) thread.join();
    return times;
}

double seconds(Clock::duration time) { return std::chrono::duration<double>(time).count(); }

/// From its return on to the first write that the fault had kept from being done.
double recovery(const Fault& fault, const Load& load, const Times& times) {
    Clock::time_point first = Clock::time_point::max();
    for (const Ledger* ledger : load.ledgers())
        for (const Acknowledged& write : ledger->acknowledged())
            if (write.at >= times.back && fault.concerns(write)) first = std::min(first, write.at);
    EXPECT_LT(first, Clock::time_point::max()) << "no write after the fault";
    return seconds(first - times.back);
}

Answered report(const Fault& fault, const Load& load, const Times& times, const Findings& findings) {
    Answered all;
    for (const Ledger* ledger : load.ledgers()) {
        all.acknowledged += ledger->acknowledged().size();
        all.refused += ledger->refused();
        all.unknown += ledger->unknown();
        for (const std::string& wrong : ledger->wrong()) ADD_FAILURE() << wrong;
    }
    std::printf(
        "RECOVERY %s: down %.1f s, first write %.2f s after it was back, ledger: %zu sent, %zu acknowledged, "
        "%d refused, %d unknown (%d of them done), lost %d, doubled %d, refused but done %d\n",
        fault.name.c_str(), seconds(times.back - times.killed), recovery(fault, load, times),
        all.acknowledged + static_cast<std::size_t>(all.refused + all.unknown), all.acknowledged, all.refused,
        all.unknown, findings.done, findings.lost, findings.doubled, findings.unasked);
    std::fflush(stdout);
    return all;
}

}  // namespace

Answered expect_recovery(Fleet& fleet, const Fault& fault, const std::function<void()>& afterwards) {
    Load load;
    for (std::size_t i = 0; i < kWriters; ++i) load.writers.push_back(std::make_unique<Writer>(fleet, i, fault.photos));
    const Times times = run_with(fault, load);
    EXPECT_TRUE(fleet.wait_until_ready());
    for (std::size_t i = 0; i < fleet.size(); ++i) {
        load.writers.push_back(std::make_unique<Writer>(fleet, kWriters + i, 0));
        EXPECT_TRUE(load.writers.back()->write_until_acknowledged());
    }
    fleet.expect_alive();
    const Findings findings = audit(fleet, load.ledgers());
    const Answered answered = report(fault, load, times, findings);
    EXPECT_EQ(findings.lost + findings.doubled + findings.unasked, 0) << findings.details;
    afterwards();
    // What could not be removed is removed at a start.
    EXPECT_EQ(fleet.node(0).stop(SIGTERM), 0);
    fleet.start(0);
    expect_objects(fleet, load.ledgers(), kRemovalPatience);
    return answered;
}

}  // namespace pictbook::test
