// kill -9 of each part during a load of writes: what was acknowledged is there once, what was refused is not, and the nodes
// go on by themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "faults/listener.hpp"
#include "faults/load.hpp"

namespace pictbook::test {
namespace {

TEST(Kill, OfPostgresLosesAndDoublesNothing) {  // DB-30, DB-31
    Fleet fleet(2, in_bucket());
    Fault fault;
    fault.name = "postgresql";
    fault.kill = [] { postgres().kill(); };
    fault.start = [] { postgres().start(); };
    fault.photos = 15;
    expect_recovery(fleet, fault);
}

TEST(Kill, OfTheObjectStoreLosesAndDoublesNothing) {  // DB-17, DB-30, DB-31
    Fleet fleet(2, in_bucket());
    Fault fault;
    fault.name = "s3";
    fault.kill = [] { s3().kill(); };
    fault.start = [] { s3().start(); };
    fault.concerns = [](const Acknowledged& write) { return write.kind == Thing::Kind::photo; };
    fault.photos = 30;
    fault.down = std::chrono::seconds(2);  // longer than uploads are tried again
    expect_recovery(fleet, fault);
}

TEST(Kill, OfANodeLosesAndDoublesNothing) {  // DB-1, DB-31
    Fleet fleet(3, in_bucket());
    Fault fault;
    fault.name = "node";
    fault.kill = [&] { fleet.kill(1); };
    fault.start = [&] { fleet.start(1); };
    fault.concerns = [](const Acknowledged& write) { return write.node == 1; };
    expect_recovery(fleet, fault);
}

TEST(Kill, OfRedisLosesAndDoublesNeitherWritesNorEvents) {  // DB-31, LIVE-44
    Fleet fleet(3, in_bucket());
    std::vector<std::unique_ptr<Listener>> listeners;
    for (std::size_t i = 0; i < fleet.size(); ++i)
        listeners.push_back(std::make_unique<Listener>(fleet, i, fleet.books().front()));
    ASSERT_TRUE(wait_until_together(listeners));
    Clock::time_point back;
    Fault fault;
    fault.name = "redis";
    fault.kill = [] { redis().kill(); };
    fault.start = [&] {
        redis().start();
        back = Clock::now();
    };
    expect_recovery(fleet, fault, [&] {
        EXPECT_TRUE(wait_until_together(listeners));
        Clock::duration longest{};
        for (const auto& listener : listeners) {
            listener->stop();
            EXPECT_EQ(listener->repeated(), 0);
            EXPECT_THAT(listener->closes(), testing::Each(1013u));
            EXPECT_GE(listener->closes().size(), 1u);
            EXPECT_LE(listener->closes().size(), fleet.size());  // each node tells of what it lost
            longest = std::max(longest, listener->silence_after(back, fleet.size()));
        }
        std::printf("RECOVERY redis: every socket hears those of the other nodes %.2f s after it was back\n",
                    std::chrono::duration<double>(longest).count());
    });
}

}  // namespace
}  // namespace pictbook::test
