// People come to books and leave them in every way for a while, and the server is then as it was before: as many open
// descriptors, no more memory than stated, and every ordered event has come once and in order to those who stayed.
// PICTBOOK_TEST_SECONDS is its length (30).
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "churn/scenes.hpp"
#include "churn/usage.hpp"
#include "churn/visitors.hpp"
#include "support/binary.hpp"
#include "support/comes_true.hpp"
#include "support/processes.hpp"

namespace pictbook::test {
namespace {

constexpr std::chrono::seconds kWarmUp(20);  // at most, and at most a third of the length
constexpr std::chrono::seconds kRest(3);     // before it is looked at
constexpr int kToDecoder = 1;                // the socket to the process that decodes images, from the first photo on

/// What a sanitizer keeps of freed memory is bounded, and it keeps the stacks and shadows of ever more places.
constexpr long kAllowanceKib = 16 * 1024, kSanitizedAllowanceKib = 96 * 1024;

std::chrono::seconds length() {
    const char* given = std::getenv("PICTBOOK_TEST_SECONDS");
    return std::chrono::seconds(given ? std::atoi(given) : 30);
}

std::string with_bounded_quarantine() {
    const char* given = std::getenv("ASAN_OPTIONS");
    return (given ? given + std::string(":") : "") + "quarantine_size_mb=16:malloc_context_size=10";
}

Usage tell(const TestServer& server, const std::string& when) {
    const Usage usage = Usage::of(server.process());
    std::printf("CHURN %s: %s\n", when.c_str(), usage.text().c_str());
    std::fflush(stdout);
    return usage;
}

void churn(const Scenery& scenery, const std::vector<Person>& guests, std::chrono::seconds time) {
    Witnesses witnesses(scenery);
    Visitors visitors(scenery, witnesses);
    std::vector<std::unique_ptr<Scenes>> scenes;
    for (std::size_t i = 0; i < guests.size(); ++i)
        scenes.push_back(std::make_unique<Scenes>(scenery, witnesses, guests[i], static_cast<unsigned>(i)));
    const auto begin = Clock::now();
    for (auto minute = begin + std::chrono::minutes(1); minute < begin + time; minute += std::chrono::minutes(1)) {
        std::this_thread::sleep_until(minute);
        const auto passed = std::chrono::duration_cast<std::chrono::minutes>(minute - begin).count();
        tell(scenery.server, "after " + std::to_string(passed) + " min");
        ASSERT_TRUE(is_running(scenery.server.process())) << "the server has ended by itself";
    }
    std::this_thread::sleep_until(begin + time);
    long count = 0;
    for (const auto& each : scenes) count += each->count();
    std::printf("CHURN %ld visitors, %ld scenes, %ld ordered events at the witnesses\n", visitors.count(), count,
                witnesses.heard());
}

/// Once all have left: no more sockets than these.
Usage rest(const TestServer& server, const std::string& when, int sockets) {
    EXPECT_TRUE(comes_true([&] { return Usage::of(server.process()).sockets <= sockets; })) << when;
    std::this_thread::sleep_for(kRest);
    return tell(server, when);
}

TEST(Churn, LeavesNothingBehind) {  // LIVE-9, LIVE-25, LIVE-26, LIVE-27, LIVE-28, LIVE-30, LIVE-32
    const TestServer server{{"WS_IDLE", std::to_string(kIdle.count())},
                            {"WS_MAX_MESSAGE", std::to_string(kLongest)},
                            {"ASAN_OPTIONS", with_bounded_quarantine()}};
    const int sockets = tell(server, "just started").sockets + kToDecoder;
    const Scenery scenery(server);
    const std::vector<Person> guests{server.sign_up("guest"), server.sign_up("guest")};
    churn(scenery, guests, std::min(kWarmUp, length() / 3));
    const Usage before = rest(server, "idle at the start", sockets);
    churn(scenery, guests, length());
    const Usage after = rest(server, "idle at the end", sockets);
    EXPECT_EQ(after.descriptors, before.descriptors);
    EXPECT_EQ(after.threads, before.threads);
    EXPECT_LT(after.resident_kib - before.resident_kib, is_sanitized() ? kSanitizedAllowanceKib : kAllowanceKib);
}

}  // namespace
}  // namespace pictbook::test
