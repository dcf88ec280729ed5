#include <gtest/gtest.h>

#include "db/db.hpp"

namespace pictbook::db {

TEST(Statement, OnlyReadsWhenItsFirstWordSaysSo) {
    static constexpr Statement kReads[] = {"SELECT 1", R"(
        SELECT 1)",
                                           R"(
        WITH "t" AS (SELECT 1) SELECT * FROM "t")"};
    for (const Statement& each : kReads) EXPECT_FALSE(each.writes) << each.text;
    static constexpr Statement kWrites[] = {R"(DELETE FROM "t")", R"(
        INSERT INTO "t" SELECT 1)",
                                            "", "PRAGMA x"};
    for (const Statement& each : kWrites) EXPECT_TRUE(each.writes) << each.text;
}

}  // namespace pictbook::db
