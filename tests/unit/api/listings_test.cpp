#include "api/listings.hpp"

#include <gtest/gtest.h>

namespace pictbook::api {

namespace {

constexpr std::size_t kMiB = 1u << 20;

}  // namespace

TEST(Listings, AreFoundAtTheirRevisionOnly) {  // ELEM-25, ELEM-26
    Listings listings;
    EXPECT_EQ(listings.find("book", 1), nullptr);
    listings.keep("book", 1, "[1]");
    listings.keep("other", 1, "[9]");
    ASSERT_NE(listings.find("book", 1), nullptr);
    EXPECT_EQ(*listings.find("book", 1), "[1]");
    EXPECT_EQ(listings.find("book", 2), nullptr);
    listings.keep("book", 2, "[2]");
    EXPECT_EQ(listings.find("book", 1), nullptr);
    ASSERT_NE(listings.find("book", 2), nullptr);
    EXPECT_EQ(*listings.find("book", 2), "[2]");
    EXPECT_EQ(*listings.find("other", 1), "[9]");
    EXPECT_EQ(listings.find_since("book", 3), nullptr);
    ASSERT_NE(listings.find_since("book", 1), nullptr);
    EXPECT_EQ(*listings.find_since("book", 1), "[2]");
}

TEST(Listings, ASlowReaderOfAnOlderStateReplacesNothing) {
    Listings listings;
    listings.keep("book", 5, "[5]");
    listings.keep("book", 4, "[4]");
    ASSERT_NE(listings.find("book", 5), nullptr);
    EXPECT_EQ(*listings.find("book", 5), "[5]");
}

TEST(Listings, TheLongestUnusedGoFirst) {
    Listings listings;
    for (int book = 0; book < 16; ++book) listings.keep(std::to_string(book), 1, std::string(kMiB, 'x'));
    EXPECT_NE(listings.find("0", 1), nullptr);
    listings.keep("16", 1, "[]");
    EXPECT_EQ(listings.find("1", 1), nullptr);
    for (const char* book : {"0", "2", "15", "16"}) EXPECT_NE(listings.find(book, 1), nullptr) << book;
    // What is replaced no longer counts.
    for (int revision = 2; revision < 40; ++revision) listings.keep("16", revision, std::string(kMiB, 'y'));
    for (const char* book : {"0", "3", "15"}) EXPECT_NE(listings.find(book, 1), nullptr) << book;
}

TEST(Listings, ABookOfManyMegabytesIsNotKept) {
    Listings listings;
    listings.keep("small", 1, "[]");
    listings.keep("big", 1, std::string(4 * kMiB + 1, 'x'));
    EXPECT_EQ(listings.find("big", 1), nullptr);
    EXPECT_NE(listings.find("small", 1), nullptr);
}

}  // namespace pictbook::api
