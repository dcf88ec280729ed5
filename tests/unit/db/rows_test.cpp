// Results as cells, and as described structs.
#include <gtest/gtest.h>

#include <boost/describe.hpp>

#include "db/row_struct.hpp"

namespace pictbook::db {

namespace {

enum class Color { RED, GREEN };
BOOST_DESCRIBE_ENUM(Color, RED, GREEN)

struct Named {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Named, (), (name))

struct Thing : Named {
    std::int64_t count = 0;
    double weight = 0;
    bool sold = false;
    Time made{};
    Color color{};
    std::optional<std::int32_t> shelf;
};
BOOST_DESCRIBE_STRUCT(Thing, (Named), (count, weight, sold, made, color, shelf))

Rows make_rows(std::vector<std::string> names) {
    return Rows(std::make_shared<const std::vector<std::string>>(std::move(names)));
}

/// As SQLite gives it, then as PostgreSQL does: everything as text.
Rows make_things() {
    Rows rows = make_rows({"shelf", "color", "made", "sold", "weight", "count", "name"});
    rows.add(std::int64_t{7});
    rows.add(std::string_view("GREEN"));
    rows.add(std::string_view("2025-01-02 03:04:05.600"));
    rows.add(std::int64_t{1});
    rows.add(0.25);
    rows.add(std::int64_t{-3});
    rows.add(std::string_view("first"));
    rows.add_null();
    for (const char* text : {"RED", "2025-01-02 03:04:05.6", "f", "0.25", "12", "second"})
        rows.add(std::string_view(text));
    return rows;
}

}  // namespace

TEST(Rows, BecomeStructsByColumnNameWhicheverDatabaseSpoke) {
    const std::vector<Thing> things = make_things().all<Thing>();
    ASSERT_EQ(things.size(), 2u);
    EXPECT_EQ(things[0].name, "first");
    EXPECT_EQ(things[0].count, -3);
    EXPECT_EQ(things[0].weight, 0.25);
    EXPECT_TRUE(things[0].sold);
    EXPECT_EQ(things[0].made, *parse_time("2025-01-02T03:04:05.600Z"));
    EXPECT_EQ(things[0].color, Color::GREEN);
    EXPECT_EQ(things[0].shelf, 7);
    EXPECT_EQ(things[1].name, "second");
    EXPECT_EQ(things[1].count, 12);
    EXPECT_EQ(things[1].weight, 0.25);
    EXPECT_FALSE(things[1].sold);
    EXPECT_EQ(things[1].made, things[0].made);
    EXPECT_EQ(things[1].color, Color::RED);
    EXPECT_EQ(things[1].shelf, std::nullopt);
}

TEST(Rows, TheFirstIsAbsentWhenThereIsNone) {
    EXPECT_EQ(make_things().first<Thing>()->name, "first");
    EXPECT_EQ(make_rows({"name"}).first<Named>(), std::nullopt);
    EXPECT_TRUE(make_rows({"name"}).all<Named>().empty());
}

TEST(Rows, AMissingColumnIsAnError) {
    Rows rows = make_rows({"title"});
    rows.add(std::string_view("x"));
    EXPECT_THROW(rows.all<Named>(), BadColumn);
    EXPECT_THROW(rows.first<Named>(), BadColumn);
}

TEST(Rows, AValueOfAnotherKindIsAnError) {
    Rows rows = make_rows({"name", "count"});
    rows.add(std::int64_t{5});
    rows.add(std::string_view("five"));
    EXPECT_THROW((void)rows[0].text("name"), BadColumn);
    EXPECT_THROW((void)rows[0].integer("count"), BadColumn);
    EXPECT_THROW((void)rows[0].time("count"), BadColumn);
    EXPECT_THROW((void)rows[0].numbers(1), BadColumn);
}

TEST(Rows, ListsOfNumbersAreRead) {
    Rows rows = make_rows({"list"});
    for (const char* list : {"{}", "{1}", "{1.5,-2e10,0}", "{1,}", "{1,x}", "1,2"}) rows.add(std::string_view(list));
    EXPECT_EQ(rows[0].numbers(0), std::vector<double>());
    EXPECT_EQ(rows[1].numbers(0), std::vector<double>{1});
    EXPECT_EQ(rows[2].numbers(0), (std::vector<double>{1.5, -2e10, 0}));
    for (const std::size_t broken : {4u, 5u}) EXPECT_THROW((void)rows[broken].numbers(0), BadColumn);
}

}  // namespace pictbook::db
