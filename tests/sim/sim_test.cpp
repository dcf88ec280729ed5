// The suite: seeds that once found something, and as many others as are asked for. As a program with --seeds it tries
// those alone and shows what happened in one that fails (docs/testing.md).
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "sim/run.hpp"

namespace pictbook::sim {

namespace {

constexpr std::uint64_t kSeeds = 2000;

Store& store() {
    static Store one;
    static const bool migrated = !one.migrate().empty();
    EXPECT_TRUE(migrated);
    return one;
}

std::string try_seed(std::uint64_t seed, bool verbose) { return Run(store(), seed, verbose).go(); }

std::uint64_t number(const char* text) { return std::strtoull(text, nullptr, 10); }

int try_seeds(std::uint64_t from, std::uint64_t count, bool verbose) {
    for (std::uint64_t seed = from; seed < from + count; ++seed) {
        const std::string wrong = try_seed(seed, verbose && count == 1);
        if (wrong.empty()) continue;
        std::cout << "seed " << seed << ", the " << seed - from + 1 << "th: " << wrong << "\n";
        if (verbose && count > 1) try_seed(seed, true);
        return 1;
    }
    std::cout << count << " seeds from " << from << " are right\n";
    return 0;
}

}  // namespace

TEST(Protocol, KeepsItsPromisesUnderTroubles) {
    const char* count = std::getenv("PICTBOOK_TEST_SEEDS");
    const std::uint64_t most = count ? number(count) : kSeeds;
    for (std::uint64_t seed = 1; seed <= most; ++seed) ASSERT_EQ(try_seed(seed, false), "") << "seed " << seed;
}

}  // namespace pictbook::sim

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.size() >= 3 && words[0] == "--seeds")
        return pictbook::sim::try_seeds(pictbook::sim::number(words[1].c_str()),
                                        pictbook::sim::number(words[2].c_str()),
                                        words.size() > 3 && words[3] == "--verbose");
    testing::InitGoogleTest(&count, arguments);
    return RUN_ALL_TESTS();
}
