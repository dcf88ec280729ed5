#include "durable/kills.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pictbook::test {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kShortest(500), kStep(625);
constexpr std::size_t kSteps = 5;  // of how long something is away

double kill_seconds(Clock::duration time) { return std::chrono::duration<double>(time).count(); }

/// The longest time without an ACK that reaches into the kill's.
Clock::duration pause_of(const Client& client, const Kill& kill) {
    Clock::duration longest{};
    Clock::time_point last = kill.killed;
    for (const Ledger::Acknowledged& each : client.ledger().acknowledged()) {
        if (each.at > kill.killed && last < kill.over) longest = std::max(longest, each.at - last);
        last = each.at;
    }
    return longest;
}

}  // namespace

Kill kill_one(Fleet& fleet, const Clients& clients, std::size_t turn) {
    Kill out;
    const std::size_t node = turn / 3 % fleet.size();
    const bool is_node = turn % 3 == 0;
    for (const auto& client : clients)
        if (!is_node || client->node() == node) out.concerned.push_back(client.get());
    if (is_node) {
        out.what = "node " + std::to_string(node + 1);
        fleet.kill(node);
    } else if (turn % 3 == 1) {
        out.what = "Redis";
        redis().kill();
    } else {
        out.what = "PostgreSQL";
        postgres().kill();
    }
    out.killed = Clock::now();
    std::this_thread::sleep_for(kShortest + kStep * static_cast<int>(turn % kSteps));
    if (is_node)
        fleet.start(node);
    else if (turn % 3 == 1)
        redis().start();
    else
        postgres().start();
    out.back = Clock::now();
    EXPECT_TRUE(fleet.wait_until_ready());
    fleet.expect_alive();
    return out;
}

Recovery recovery_of(const Kill& kill, const Clients& clients) {
    Clock::time_point first = Clock::time_point::max(), all{};
    for (const Client* client : kill.concerned) {
        const auto& acks = client->ledger().acknowledged();
        const auto found =
            std::find_if(acks.begin(), acks.end(), [&](const auto& each) { return each.sent > kill.killed; });
        if (found == acks.end()) {
            ADD_FAILURE() << "nothing of a client was acknowledged after the kill of " << kill.what;
            continue;
        }
        first = std::min(first, found->at);
        all = std::max(all, found->at);
    }
    Recovery out;
    if (all > kill.killed) out = {kill_seconds(first - kill.killed), kill_seconds(all - kill.killed)};
    for (const auto& client : clients) out.pause = std::max(out.pause, kill_seconds(pause_of(*client, kill)));
    return out;
}

}  // namespace pictbook::test
