// What a single statement does: results, conflicts, refusals and cascades.
#include <set>

#include "contract/db_suite.hpp"

namespace pictbook::db {

namespace {

constexpr Statement kRename(R"(UPDATE "User" SET "name" = $2 WHERE "id" = $1 RETURNING "id", "name")");
constexpr Statement kRenameAll(R"(UPDATE "User" SET "name" = $1)");
constexpr Statement kRemoveUser(R"(DELETE FROM "User" WHERE "id" = $1)");
constexpr Statement kRemoveProject(R"(DELETE FROM "Project" WHERE "id" = $1)");
constexpr Statement kAddMember(R"(INSERT INTO "Member" ("userId", "projectId", "role") VALUES ($1, $2, $3))");
constexpr Statement kOfferMember(R"(INSERT INTO "Member" ("userId", "projectId", "role") VALUES ($1, $2, $3)
    ON CONFLICT ("userId", "projectId") DO NOTHING)");
constexpr Statement kSetMember(R"(INSERT INTO "Member" ("userId", "projectId", "role") VALUES ($1, $2, $3)
    ON CONFLICT ("userId", "projectId") DO UPDATE SET "role" = EXCLUDED."role" RETURNING "role")");
constexpr Statement kAddShape(R"(INSERT INTO "Shape" ("id", "shapeType", "elementId") VALUES ($1, $2, $3))");
constexpr Statement kAddText(R"(INSERT INTO "Text" ("id", "content", "elementId") VALUES ($1, $2, $3))");
constexpr Statement kAddImage(R"(INSERT INTO "Image" ("id", "elementId", "assetId") VALUES ($1, $2, $3))");
constexpr Statement kAddAsset(R"(INSERT INTO "ImageAsset" ("id", "key", "mimeType", "size", "height", "width",
    "createdAt", "updatedAt", "projectId", "uploaderId") VALUES ($1, $1, 'image/png', 10, 20, 30, $2, $2, $3, $4))");
constexpr Statement kUploader(R"(SELECT "uploaderId" FROM "ImageAsset" WHERE "id" = $1)");
constexpr Statement kBookRows(R"(SELECT (SELECT COUNT(*) FROM "Member") AS "members",
    (SELECT COUNT(*) FROM "Element") AS "elements", (SELECT COUNT(*) FROM "Shape") AS "shapes",
    (SELECT COUNT(*) FROM "Text") AS "texts", (SELECT COUNT(*) FROM "Image") AS "images",
    (SELECT COUNT(*) FROM "ImageAsset") AS "assets")");
constexpr Statement kUpsertElement(R"(INSERT INTO "Element" ("id", "type", "x", "y", "width", "height", "zIndex",
    "createdAt", "updatedAt", "projectId") VALUES ($1, 'SHAPE', $2, 0, 0, 0, $3, $4, $4, $5)
    ON CONFLICT ("id") DO UPDATE SET "x" = EXCLUDED."x", "zIndex" = EXCLUDED."zIndex" RETURNING "createdAt")");
constexpr Statement kElements(R"(SELECT "id", "x", "zIndex", "scaleX", "angle" FROM "Element" WHERE "projectId" = $1
    ORDER BY "zIndex", "createdAt", "id")");

std::vector<std::int64_t> counts(const Rows& rows) {
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < rows.width(); ++i) out.push_back(rows[0].integer(i));
    return out;
}

}  // namespace

TEST_P(DbContract, ReturningGivesTheRowsThatWereWritten) {
    add_user("ada");
    const Rows rows = sql(kRename, "ada", "Ada L.");
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].text("id"), "ada");
    EXPECT_EQ(rows[0].text("name"), "Ada L.");
    EXPECT_TRUE(sql(kRename, "nobody", "x").empty());
}

TEST_P(DbContract, AStatementTellsHowManyRowsItWrote) {
    add_user("ada");
    add_user("bob");
    EXPECT_EQ(sql(kRenameAll, "same").changed, 2u);
    EXPECT_EQ(sql(kRename, "ada", "Ada").changed, 1u);
    EXPECT_EQ(sql(kRemoveUser, "bob").changed, 1u);
    EXPECT_EQ(sql(kRemoveUser, "bob").changed, 0u);
}

TEST_P(DbContract, OnConflictDoNothingKeepsTheOldRow) {
    add_user("ada");
    add_project("book");
    EXPECT_EQ(sql(kOfferMember, "ada", "book", "OWNER").changed, 1u);
    EXPECT_EQ(sql(kOfferMember, "ada", "book", "VIEWER").changed, 0u);
    EXPECT_EQ(sql(kSetMember, "ada", "book", "EDITOR")[0].text("role"), "EDITOR");
}

TEST_P(DbContract, OnConflictDoUpdateWritesTheNewValues) {
    add_project("book");
    sql(kUpsertElement, "e1", 1.0, 7, kThen, "book");
    const Rows second = sql(kUpsertElement, "e1", 2.0, -3, kThen + Seconds(9), "book");
    EXPECT_EQ(second[0].time("createdAt"), kThen);
    const Rows rows = sql(kElements, "book");
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].number(1), 2.0);
    EXPECT_EQ(rows[0].integer("zIndex"), -3);
}

TEST_P(DbContract, ElementsAreOrderedByDepthThenCreationThenId) {
    add_project("book");
    sql(kUpsertElement, "late", 0.0, 1, kThen + Milliseconds(1), "book");
    sql(kUpsertElement, "top", 0.0, 2, kThen, "book");
    sql(kUpsertElement, "b", 0.0, 1, kThen, "book");
    sql(kUpsertElement, "a", 0.0, 1, kThen, "book");
    sql(kUpsertElement, "bottom", 0.0, -5, kThen, "book");
    const Rows rows = sql(kElements, "book");
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < rows.size(); ++i) ids.emplace_back(rows[i].text("id"));
    EXPECT_EQ(ids, (std::vector<std::string>{"bottom", "a", "b", "late", "top"}));
}

TEST_P(DbContract, ElementsHaveTheirDefaults) {
    add_project("book");
    sql(kUpsertElement, "e1", 0.0, 1, kThen, "book");
    const Rows rows = sql(kElements, "book");
    EXPECT_EQ(rows[0].number(3), 1.0);
    EXPECT_EQ(rows[0].number(4), 0.0);
}

TEST_P(DbContract, ASecondRowOfAUniqueKeyIsRefused) {  // DB-6
    add_user("ada");
    add_user("bob");
    add_project("book");
    sql(kAddMember, "ada", "book", "OWNER");
    EXPECT_EQ(violation_of(kAddMember, "ada", "book", "OWNER"), Violation::Kind::unique);
    EXPECT_EQ(violation_of(kAddUser, "ada", "other@example.org", false, kThen), Violation::Kind::unique);
    EXPECT_EQ(violation_of(kAddUser, "other", "ada@example.org", false, kThen), Violation::Kind::unique);
    add_element("e1", "SHAPE", "book");
    EXPECT_EQ(violation_of(kAddElement, "e1", "TEXT", 9, kThen + Seconds(1), "book"), Violation::Kind::unique);
    sql(kAddShape, "s1", "CIRCLE", "e1");
    EXPECT_EQ(violation_of(kAddShape, "s2", "CIRCLE", "e1"), Violation::Kind::unique);
    EXPECT_EQ(count_users(), 2);
}

TEST_P(DbContract, ARowOfAnUnknownParentIsRefused) {  // DB-5, DB-6
    add_user("ada");
    EXPECT_EQ(violation_of(kAddMember, "ada", "nowhere", "OWNER"), Violation::Kind::foreign_key);
    EXPECT_EQ(violation_of(kAddElement, "e1", "SHAPE", 0, kThen, "nowhere"), Violation::Kind::foreign_key);
    EXPECT_EQ(violation_of(kAddText, "t1", "Hello", "e1"), Violation::Kind::foreign_key);
}

TEST_P(DbContract, NullIsRefusedWhereAValueIsNeeded) {  // DB-6
    const std::optional<std::string> nothing;
    EXPECT_EQ(violation_of(kAddUser, "ada", nothing, false, kThen), Violation::Kind::not_null);
}

TEST_P(DbContract, AFailedStatementWritesNothing) {  // DB-2
    constexpr Statement kTwo(R"(INSERT INTO "User" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt")
        VALUES ($1, 'n', $1, $3, $4, $4), ($2, 'n', $2, $3, $4, $4))");
    add_user("bob");
    EXPECT_EQ(violation_of(kTwo, "ada", "bob", false, kThen), Violation::Kind::unique);
    EXPECT_EQ(count_users(), 1);
}

TEST_P(DbContract, RemovingABookRemovesAllOfIt) {  // DB-5
    add_user("ada");
    add_project("book");
    sql(kAddMember, "ada", "book", "OWNER");
    sql(kAddAsset, "asset", kThen, "book", "ada");
    for (const char* id : {"e1", "e2", "e3"}) add_element(id, "SHAPE", "book");
    sql(kAddShape, "s1", "DRAWING", "e1");
    sql(kAddText, "t1", "Hello", "e2");
    sql(kAddImage, "i1", "e3", "asset");
    EXPECT_EQ(counts(sql(kBookRows)), (std::vector<std::int64_t>{1, 3, 1, 1, 1, 1}));
    EXPECT_EQ(sql(kRemoveProject, "book").changed, 1u);
    EXPECT_EQ(counts(sql(kBookRows)), (std::vector<std::int64_t>(6, 0)));
    EXPECT_EQ(count_users(), 1);
}

TEST_P(DbContract, RemovingAUserKeepsTheImagesHeUploaded) {
    add_user("ada");
    add_project("book");
    sql(kAddMember, "ada", "book", "OWNER");
    sql(kAddAsset, "asset", kThen, "book", "ada");
    sql(kRemoveUser, "ada");
    const Rows rows = sql(kUploader, "asset");
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_TRUE(rows[0].is_null(0));
    EXPECT_EQ(counts(sql(kBookRows))[0], 0);
}

}  // namespace pictbook::db
