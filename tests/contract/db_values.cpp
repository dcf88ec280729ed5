// Every kind of value comes back as it was given.
#include <limits>

#include "contract/db_suite.hpp"

namespace pictbook::db {

namespace {

constexpr Statement kPutNumber(R"(INSERT INTO "Probe" ("id", "number") VALUES ($1, $2) RETURNING "number")");
constexpr Statement kGetNumber(R"(SELECT "number" FROM "Probe" WHERE "id" = $1)");
constexpr Statement kPutInteger(R"(INSERT INTO "Probe" ("id", "integer") VALUES ($1, $2) RETURNING "integer")");
constexpr Statement kGetInteger(R"(SELECT "integer" FROM "Probe" WHERE "id" = $1)");
constexpr Statement kPutText(R"(INSERT INTO "Probe" ("id", "text") VALUES ($1, $2) RETURNING "text")");
constexpr Statement kGetText(R"(SELECT "text" FROM "Probe" WHERE "id" = $1)");
constexpr Statement kPutTime(R"(INSERT INTO "Probe" ("id", "time") VALUES ($1, $2) RETURNING "time")");
constexpr Statement kGetTime(R"(SELECT "time" FROM "Probe" WHERE "id" = $1)");
constexpr Statement kPutFlag(R"(INSERT INTO "Probe" ("id", "flag") VALUES ($1, $2) RETURNING "flag")");
constexpr Statement kGetFlag(R"(SELECT "flag" FROM "Probe" WHERE "id" = $1)");
constexpr Statement kPutList(R"(INSERT INTO "Probe" ("id", "list") VALUES ($1, $2) RETURNING "list")");
constexpr Statement kGetList(R"(SELECT "list" FROM "Probe" WHERE "id" = $1)");

}  // namespace

TEST_P(DbContract, NumbersAreExact) {  // DB-7
    make_probe();
    using Limits = std::numeric_limits<double>;
    const std::vector<double> values{0.0,
                                     -0.0,
                                     0.1,
                                     1.0 / 3,
                                     -2.5,
                                     Limits::max(),
                                     Limits::lowest(),
                                     Limits::min(),
                                     Limits::denorm_min(),
                                     Limits::epsilon(),
                                     1e300,
                                     123456789.123456789,
                                     9007199254740993.0,
                                     1e15,
                                     -1e-7};
    expect_round_trips(kPutNumber, kGetNumber, values, [](const Row& row) { return row.number(0); });
}

TEST_P(DbContract, IntegersHave64Bits) {  // DB-7
    make_probe();
    using Limits = std::numeric_limits<std::int64_t>;
    const std::vector<std::int64_t> values{
        0, 1, -1, 0xffffff, Limits::max(), Limits::min(), (std::int64_t{1} << 53) + 1};
    expect_round_trips(kPutInteger, kGetInteger, values, [](const Row& row) { return row.integer(0); });
}

TEST_P(DbContract, TextsAreKeptByteForByte) {  // DB-7, DB-8
    make_probe();
    std::string pages;
    for (int i = 0; i < 30'000; ++i) pages += "\u00e4\U0001f4d6x";
    const std::vector<std::string> values{"",
                                          " ",
                                          "plain",
                                          "Zo\u00eb \u65e5\u672c \U0001f9d1\u200d\U0001f3a8",
                                          "two\nlines\ttab\r\n",
                                          "it's \"quoted\" \\ $1",
                                          "NULL",
                                          "1e400",
                                          "007",
                                          "{1,2}",
                                          pages,
                                          std::string(3'000'000, 'z')};
    expect_round_trips(kPutText, kGetText, values, [](const Row& row) { return std::string(row.text(0)); });
}

TEST_P(DbContract, TimesHaveMilliseconds) {  // DB-7
    make_probe();
    std::vector<Time> values;
    for (const char* text : {"2025-01-01T00:00:00.000Z", "2025-12-31T23:59:59.999Z", "1969-12-31T23:59:59.001Z",
                             "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.990Z", "2024-02-29T12:30:00.100Z"})
        values.push_back(*parse_time(text));
    expect_round_trips(kPutTime, kGetTime, values, [](const Row& row) { return row.time(0); });
}

TEST_P(DbContract, FlagsAreTrueOrFalse) {  // DB-7
    make_probe();
    for (const bool value : {true, false}) {
        const std::string id = make_cuid();
        EXPECT_EQ(sql(kPutFlag, id, value)[0].boolean(0), value);
        EXPECT_EQ(sql(kGetFlag, id)[0].boolean(0), value);
    }
}

TEST_P(DbContract, ListsOfNumbersKeepOrderAndPrecision) {  // DB-7
    make_probe();
    using Limits = std::numeric_limits<double>;
    std::vector<double> many;
    for (int i = 0; i < 10'000; ++i) many.push_back(i / 7.0 - 300);
    const std::vector<std::vector<double>> values{
        {}, {1}, {0.1, -2.5, 1e300}, {Limits::max(), Limits::lowest(), Limits::denorm_min()}, many};
    expect_round_trips(kPutList, kGetList, values, [](const Row& row) { return row.numbers(0); });
}

TEST_P(DbContract, NullIsNullForEveryKind) {  // DB-7
    make_probe();
    const std::optional<std::string> nothing;
    for (const Statement* put : {&kPutNumber, &kPutInteger, &kPutText, &kPutTime, &kPutFlag, &kPutList})
        EXPECT_TRUE(sql(*put, make_cuid(), nothing)[0].is_null(0));
}

TEST_P(DbContract, AnEmptyTextIsNotNull) {  // DB-7
    make_probe();
    EXPECT_FALSE(sql(kPutText, make_cuid(), "")[0].is_null(0));
}

TEST_P(DbContract, ColumnsHaveTheirNames) {
    make_probe();
    constexpr Statement kNamed(R"(SELECT "id" AS "first", "text" FROM "Probe")");
    sql(kPutText, "a", "b");
    const Rows rows = sql(kNamed);
    EXPECT_EQ(rows.column("first"), 0u);
    EXPECT_EQ(rows.column("text"), 1u);
    EXPECT_THROW((void)rows.column("id"), BadColumn);
}

TEST_P(DbContract, ParametersComeInAnyOrderAndMoreThanOnce) {
    make_probe();
    constexpr Statement kSwap(R"(UPDATE "Probe" SET "text" = $2 WHERE "id" = $1 RETURNING "text", "id")");
    constexpr Statement kEither(R"(SELECT "id" FROM "Probe" WHERE "text" = $1 OR "id" = $1 ORDER BY "id")");
    sql(kPutText, "a", "b");
    sql(kPutText, "c", "a");
    EXPECT_EQ(sql(kSwap, "a", "new")[0].text("text"), "new");
    const Rows rows = sql(kEither, "a");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].text(0), "a");
    EXPECT_EQ(rows[1].text(0), "c");
}

}  // namespace pictbook::db
