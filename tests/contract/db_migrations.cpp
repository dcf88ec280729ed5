// The schema: made once, refused when it is newer, and all of it there.
#include <gmock/gmock.h>

#include "contract/db_suite.hpp"
#include "db/migrations.hpp"

namespace pictbook::db {

namespace {

constexpr Statement kApplied(R"(SELECT "number", "name", "appliedAt" FROM "_pictbook_migrations" ORDER BY "number")");
constexpr Statement kPretend(
    R"(INSERT INTO "_pictbook_migrations" ("number", "name", "appliedAt") VALUES ($1, $2, $3))");

// Every column of the original and ours. A wrong name would not prepare.
constexpr Statement kColumns[] = {
    R"(SELECT "id", "name", "email", "emailVerified", "image", "createdAt", "updatedAt" FROM "User")",
    R"(SELECT "id", "expiresAt", "token", "createdAt", "updatedAt", "ipAddress", "userAgent", "userId" FROM "Session")",
    R"(SELECT "id", "accountId", "providerId", "userId", "accessToken", "refreshToken", "idToken", "accessTokenExpiresAt",
        "refreshTokenExpiresAt", "scope", "password", "createdAt", "updatedAt" FROM "Account")",
    R"(SELECT "id", "identifier", "value", "expiresAt", "createdAt", "updatedAt" FROM "Verification")",
    R"(SELECT "id", "name", "createdAt", "updatedAt", "visibility" FROM "Project")",
    R"(SELECT "userId", "projectId", "role" FROM "Member")",
    R"(SELECT "id", "type", "x", "y", "width", "height", "scaleX", "scaleY", "angle", "zIndex", "createdAt", "updatedAt",
        "projectId" FROM "Element")",
    R"(SELECT "id", "elementId", "assetId" FROM "Image")",
    R"(SELECT "id", "content", "fontSize", "fontFamily", "color", "elementId" FROM "Text")",
    R"(SELECT "id", "shapeType", "fill", "stroke", "strokeWidth", "points", "cornerRadius", "elementId" FROM "Shape")",
    R"(SELECT "id", "key", "mimeType", "size", "height", "width", "orientation", "createdAt", "updatedAt", "projectId",
        "uploaderId" FROM "ImageAsset")",
    R"(SELECT "id", "name", "start", "hash", "scope", "createdAt", "expiresAt", "lastUsedAt", "userId" FROM "ApiKey")",
    R"(SELECT "id", "userId", "secret", "enabled", "lastStep", "createdAt" FROM "TwoFactor")",
    R"(SELECT "id", "userId" FROM "RecoveryCode")",
    R"(SELECT "id", "userId", "password", "expiresAt" FROM "TrustedDevice")",
    R"(SELECT "id", "name", "publicKey", "userId", "credentialID", "counter", "deviceType", "backedUp", "transports",
        "createdAt" FROM "Passkey")",
};

}  // namespace

TEST_P(DbContract, AFreshDatabaseHasEveryTable) {  // DB-10
    for (const Statement& columns : kColumns) EXPECT_TRUE(sql(columns).empty()) << columns.text;
}

TEST_P(DbContract, EveryMigrationIsRecorded) {
    const Rows rows = sql(kApplied);
    ASSERT_EQ(rows.size(), migrations().size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(rows[i].integer("number"), static_cast<std::int64_t>(i) + 1);
        EXPECT_EQ(rows[i].text("name"), migrations()[i].name);
        EXPECT_LT(now() - rows[i].time("appliedAt"), Seconds(60));
    }
}

TEST_P(DbContract, TheStepsThatAreMissingAreToldBeforeAndAfter) {  // RUN-12
    const std::unique_ptr<DbPlace> place = GetParam().make();
    const std::unique_ptr<Db> empty = place->open(1024);
    const std::vector<SchemaStep> missing = empty->missing_steps();
    EXPECT_THROW(wait_for(empty->run(kApplied)), std::exception);  // looking made nothing
    const std::vector<SchemaStep> taken = empty->migrate();
    ASSERT_EQ(missing.size(), migrations().size());
    ASSERT_EQ(taken.size(), migrations().size());
    for (std::size_t i = 0; i < missing.size(); ++i) {
        EXPECT_EQ(missing[i].number, migrations()[i].number);
        EXPECT_EQ(missing[i].name, migrations()[i].name);
        EXPECT_NE(std::string(missing[i].sql), "");
        EXPECT_EQ(taken[i].number, missing[i].number);
    }
    EXPECT_TRUE(empty->missing_steps().empty());
    EXPECT_TRUE(empty->migrate().empty());
}

TEST_P(DbContract, AnOlderDatabaseLacksOnlyWhatIsNewer) {  // RUN-12
    constexpr Statement kForget(R"(DELETE FROM "_pictbook_migrations" WHERE "number" = $1)");
    sql(kForget, migrations().back().number);
    const std::vector<SchemaStep> missing = db_->missing_steps();
    ASSERT_EQ(missing.size(), 1u);
    EXPECT_EQ(missing[0].number, migrations().back().number);
}

TEST_P(DbContract, MigratingAgainChangesNothing) {  // DB-10
    add_user("ada");
    const std::string applied(sql(kApplied)[0].text("appliedAt"));
    db_->migrate();
    reopen();
    db_->migrate();
    EXPECT_EQ(sql(kApplied).size(), migrations().size());
    EXPECT_EQ(sql(kApplied)[0].text("appliedAt"), applied);
    EXPECT_EQ(count_users(), 1);
}

TEST_P(DbContract, ANewerDatabaseIsRefused) {  // DB-11
    sql(kPretend, 4711, "from the future", kThen);
    reopen();
    try {
        db_->migrate();
        FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& refusal) {
        EXPECT_THAT(refusal.what(), testing::HasSubstr("4711"));
    }
    EXPECT_THROW(db_->missing_steps(), std::runtime_error);
}

TEST_P(DbContract, ABookIsForItsMembersOnlyUnlessSaidOtherwise) {
    constexpr Statement kBare(
        R"(INSERT INTO "Project" ("id", "name", "createdAt", "updatedAt") VALUES ('p', 'n', $1, $1)
        RETURNING "visibility")");
    EXPECT_EQ(sql(kBare, kThen)[0].text(0), "MEMBERS");
}

TEST_P(DbContract, WordsOutsideAnEnumerationAreRefused) {  // DB-6
    constexpr Statement kPublish(R"(UPDATE "Project" SET "visibility" = 'EVERYBODY')");
    add_project("book");
    EXPECT_EQ(violation_of(kPublish), Violation::Kind::check);
}

TEST_P(DbContract, WhatWasWrittenIsThereAfterReopening) {
    add_user("ada");
    add_project("book");
    add_element("e1", "SHAPE", "book");
    reopen();
    EXPECT_EQ(count_users(), 1);
    constexpr Statement kElement(R"(SELECT "x", "createdAt" FROM "Element" WHERE "id" = $1)");
    const Rows rows = sql(kElement, "e1");
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].number(0), 1.5);
    EXPECT_EQ(rows[0].time("createdAt"), kThen);
}

}  // namespace pictbook::db
