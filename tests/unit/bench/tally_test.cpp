// Missing, doubled and late messages of one sender are told apart.
#include "tally.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace pictbook::bench {
namespace {

Losses losses_of(std::initializer_list<std::uint32_t> numbers, std::uint32_t sent) {
    Tally tally;
    Losses losses;
    for (const std::uint32_t number : numbers) tally.count(number, losses, losses.missing);
    losses.missing += tally.settle(sent);
    return losses;
}

void expect(const Losses& losses, std::size_t missing, std::size_t doubled, std::size_t reordered) {
    EXPECT_EQ(losses.missing, missing);
    EXPECT_EQ(losses.doubled, doubled);
    EXPECT_EQ(losses.reordered, reordered);
}

TEST(Tally, FindsNothingWhenAllCameInOrder) { expect(losses_of({0, 1, 2, 3}, 4), 0, 0, 0); }

TEST(Tally, FindsAGapAtTheBeginningInTheMiddleAndAtTheEnd) {
    expect(losses_of({1, 2}, 3), 1, 0, 0);
    expect(losses_of({0, 3}, 4), 2, 0, 0);
    expect(losses_of({0, 1}, 5), 3, 0, 0);
    expect(losses_of({}, 5), 5, 0, 0);
    expect(losses_of({0, 100}, 101), 99, 0, 0);
}

TEST(Tally, FindsADoubledOneAlsoLater) {
    expect(losses_of({0, 0, 1}, 2), 0, 1, 0);
    expect(losses_of({0, 1, 2, 0, 3}, 4), 0, 1, 0);
}

TEST(Tally, TakesALateOneForReorderedAndNotForMissing) {
    expect(losses_of({0, 2, 1, 3}, 4), 0, 0, 1);
    expect(losses_of({3, 2, 1, 0}, 4), 0, 0, 3);
    expect(losses_of({0, 2, 1, 1}, 3), 0, 1, 1);
}

TEST(Tally, RemembersThe64BeforeTheNewest) {
    Tally tally;
    Losses losses;
    for (std::uint32_t i = 0; i < 64; ++i) tally.count(i, losses, losses.missing);
    tally.count(0, losses, losses.missing);
    expect(losses, 0, 1, 0);
    tally.count(64 + 62, losses, losses.missing);
    tally.count(63, losses, losses.missing);
    expect(losses, 62, 2, 0);
}

TEST(Tally, GoesOnAfterItWasSettled) {
    Tally tally;
    Losses losses;
    tally.count(0, losses, losses.missing);
    EXPECT_EQ(tally.settle(3), 2U);
    EXPECT_EQ(tally.settle(3), 0U);
    tally.count(3, losses, losses.missing);
    expect(losses, 0, 0, 0);
    tally.count(2, losses, losses.missing);  // after it was given up
    expect(losses, 0, 0, 1);
    tally.count(0, losses, losses.missing);
    expect(losses, 0, 1, 1);
}

}  // namespace
}  // namespace pictbook::bench
