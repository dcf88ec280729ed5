// The suite: seeds that once found something, and as many others as are asked for. With --seeds it is a program that tries
// those alone and shows what happened in one that fails (docs/testing.md).
#include <gtest/gtest.h>

#include <charconv>
#include <cstdlib>
#include <iostream>

#include "sim/run.hpp"

namespace pictbook::sim {

namespace {

constexpr std::uint64_t kSeeds = 1500, kSeedsSanitized = 150;
/// Each found a defect of the server (docs/testing.md, Seen to fail).
constexpr std::uint64_t kFound[] = {30, 44, 48, 113, 1622, 3948, 9557, 21567, 50700, 71274};

/// One database for all: to migrate it takes longer than a run.
Store& store() {
    static Store one;
    [[maybe_unused]] static const bool migrated = !one.migrate().empty();
    return one;
}

std::uint64_t number(std::string_view text) {
    std::uint64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

std::uint64_t wanted_seeds() {
    if (const char* count = std::getenv("PICTBOOK_TEST_SEEDS")) return number(count);
    return std::getenv("PICTBOOK_TEST_SANITIZED") ? kSeedsSanitized : kSeeds;
}

std::string verdict_of(std::uint64_t seed) { return Run(store(), seed, false).go(); }

std::uint64_t digest_of(std::uint64_t seed) {
    Run run(store(), seed, false);
    run.go();
    return run.digest();
}

int try_seeds(std::uint64_t from, std::uint64_t count, bool verbose) {
    Totals totals;
    for (std::uint64_t seed = from; seed < from + count; ++seed) {
        Run run(store(), seed, verbose && count == 1);
        const std::string wrong = run.go();
        totals.add(run.totals());
        if (wrong.empty()) continue;
        std::cout << "seed " << seed << ", number " << seed - from + 1 << ": " << wrong << "\n";
        if (verbose && count > 1) Run(store(), seed, true).go();
        return 1;
    }
    std::cout << count << " seeds from " << from << " are right: " << totals.commits << " commits, " << totals.refusals
              << " refusals, " << totals.crashes << " crashes, " << totals.outside << " writes from outside, "
              << totals.snapshots << " snapshots\n";
    return 0;
}

}  // namespace

TEST(Protocol, KeepsItsPromisesUnderTroubles) {
    for (std::uint64_t seed = 1; seed <= wanted_seeds(); ++seed) ASSERT_EQ(verdict_of(seed), "") << "seed " << seed;
}

TEST(Protocol, KeepsThemWhereItOnceDidNot) {
    for (const std::uint64_t seed : kFound) EXPECT_EQ(verdict_of(seed), "") << "seed " << seed;
}

TEST(Simulator, DoesTheSameWheneverASeedRuns) {
    std::set<std::uint64_t> digests;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const std::uint64_t digest = digest_of(seed);
        EXPECT_EQ(digest_of(seed), digest) << "seed " << seed;
        digests.insert(digest);
    }
    EXPECT_EQ(digests.size(), 20U);
}

}  // namespace pictbook::sim

int main(int count, char** arguments) {
    namespace sim = pictbook::sim;
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.size() >= 3 && words[0] == "--seeds")
        return sim::try_seeds(sim::number(words[1]), sim::number(words[2]), words.back() == "--verbose");
    testing::InitGoogleTest(&count, arguments);
    return RUN_ALL_TESTS();
}
