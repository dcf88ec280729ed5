// The table of backups, for each database: while one has a moment to come in "heldUntil", objects that rows named are not
// removed (store/backups.hpp). The id of a scheduled one is its time, so that only one of several nodes makes it.
#pragma once

namespace pictbook::db::sqlite {

inline constexpr const char* kBackups = R"sql(
CREATE TABLE "Backup" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "heldUntil" TEXT NOT NULL
) WITHOUT ROWID;
)sql";

}  // namespace pictbook::db::sqlite

namespace pictbook::db::postgres {

inline constexpr const char* kBackups = R"sql(
CREATE TABLE "Backup" (
    "id" text PRIMARY KEY,
    "heldUntil" timestamp(3) NOT NULL
);
)sql";

}  // namespace pictbook::db::postgres
