// The journal of books (docs/spec/live-v2.md), for each database. "Journal"."changes" and "inverse" are JSON (canvas/change.hpp).
// "journaled" is the revision that the journal accounts for: when the book's is another, a program that keeps no journal has
// written elements. Migration 8 had triggers count; since migration 9 the writes of the journal do it themselves (store/journal.hpp),
// and are told from others by "rev", which nobody else writes.
#pragma once

namespace pictbook::db::sqlite {

inline constexpr const char* kJournal = R"sql(
ALTER TABLE "Project" ADD COLUMN "seq" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Project" ADD COLUMN "epoch" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Project" ADD COLUMN "journaled" INTEGER NOT NULL DEFAULT 0;
UPDATE "Project" SET "journaled" = "revision";
ALTER TABLE "Element" ADD COLUMN "rev" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Element" ADD COLUMN "order" TEXT NOT NULL DEFAULT '';
CREATE TABLE "Journal" (
    "projectId" TEXT NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "seq" INTEGER NOT NULL,
    "epoch" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "client" TEXT,
    "counter" INTEGER,
    "type" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "changes" TEXT NOT NULL,
    "inverse" TEXT NOT NULL,
    PRIMARY KEY ("projectId", "seq")
);
CREATE UNIQUE INDEX "Journal_op_key" ON "Journal" ("projectId", "author", "client", "counter") WHERE "client" IS NOT NULL;
CREATE INDEX "Journal_at_idx" ON "Journal" ("at");
CREATE TRIGGER "Journal_seq" AFTER INSERT ON "Journal" BEGIN
    UPDATE "Project" SET "seq" = NEW."seq", "epoch" = NEW."epoch", "journaled" = "revision" WHERE "id" = NEW."projectId";
END;
CREATE TABLE "Tombstone" (
    "elementId" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "state" TEXT NOT NULL,
    "deletedAt" TEXT NOT NULL
);
CREATE INDEX "Tombstone_projectId_idx" ON "Tombstone" ("projectId");
CREATE INDEX "Tombstone_deletedAt_idx" ON "Tombstone" ("deletedAt");
CREATE TABLE "Version" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "name" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "epoch" INTEGER NOT NULL,
    "createdAt" TEXT NOT NULL,
    "userId" TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX "Version_projectId_idx" ON "Version" ("projectId");
)sql";

inline constexpr const char* kJournalCounts = R"sql(
DROP INDEX "Journal_at_idx";
DROP TRIGGER "Journal_seq";
DROP TRIGGER "Element_revision_insert";
DROP TRIGGER "Element_revision_update";
CREATE TRIGGER "Element_revision_insert" AFTER INSERT ON "Element" WHEN NEW."rev" = 0 BEGIN
    UPDATE "Project" SET "revision" = "revision" + 1 WHERE "id" = NEW."projectId";
END;
CREATE TRIGGER "Element_revision_update" AFTER UPDATE ON "Element" WHEN NEW."rev" = OLD."rev" BEGIN
    UPDATE "Project" SET "revision" = "revision" + 1 WHERE "id" = NEW."projectId";
END;
)sql";

}  // namespace pictbook::db::sqlite

namespace pictbook::db::postgres {

inline constexpr const char* kJournal = R"sql(
ALTER TABLE "Project" ADD COLUMN "seq" bigint NOT NULL DEFAULT 0;
ALTER TABLE "Project" ADD COLUMN "epoch" bigint NOT NULL DEFAULT 0;
ALTER TABLE "Project" ADD COLUMN "journaled" bigint NOT NULL DEFAULT 0;
UPDATE "Project" SET "journaled" = "revision";
ALTER TABLE "Element" ADD COLUMN "rev" bigint NOT NULL DEFAULT 0;
ALTER TABLE "Element" ADD COLUMN "order" text COLLATE "C" NOT NULL DEFAULT '';
CREATE TABLE "Journal" (
    "projectId" text NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "seq" bigint NOT NULL,
    "epoch" bigint NOT NULL,
    "at" timestamp(3) NOT NULL,
    "author" text NOT NULL,
    "client" text,
    "counter" bigint,
    "type" text NOT NULL,
    "result" text NOT NULL,
    "changes" text NOT NULL,
    "inverse" text NOT NULL,
    PRIMARY KEY ("projectId", "seq")
);
CREATE UNIQUE INDEX "Journal_op_key" ON "Journal" ("projectId", "author", "client", "counter") WHERE "client" IS NOT NULL;
CREATE INDEX "Journal_at_idx" ON "Journal" ("at");
CREATE FUNCTION "_pictbook_count_seq"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE "Project" SET "seq" = NEW."seq", "epoch" = NEW."epoch", "journaled" = "revision" WHERE "id" = NEW."projectId";
    RETURN NULL;
END
$$;
CREATE TRIGGER "Journal_seq" AFTER INSERT ON "Journal" FOR EACH ROW EXECUTE FUNCTION "_pictbook_count_seq"();
CREATE TABLE "Tombstone" (
    "elementId" text PRIMARY KEY,
    "projectId" text NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "state" text NOT NULL,
    "deletedAt" timestamp(3) NOT NULL
);
CREATE INDEX "Tombstone_projectId_idx" ON "Tombstone" ("projectId");
CREATE INDEX "Tombstone_deletedAt_idx" ON "Tombstone" ("deletedAt");
CREATE TABLE "Version" (
    "id" text PRIMARY KEY,
    "projectId" text NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "name" text NOT NULL,
    "seq" bigint NOT NULL,
    "epoch" bigint NOT NULL,
    "createdAt" timestamp(3) NOT NULL,
    "userId" text NOT NULL
);
CREATE INDEX "Version_projectId_idx" ON "Version" ("projectId");
)sql";

inline constexpr const char* kJournalCounts = R"sql(
DROP INDEX "Journal_at_idx";
DROP TRIGGER "Journal_seq" ON "Journal";
DROP FUNCTION "_pictbook_count_seq"();
DROP TRIGGER "Element_revision_insert" ON "Element";
DROP TRIGGER "Element_revision_update" ON "Element";
CREATE FUNCTION "_pictbook_count_insert"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE "Project" SET "revision" = "revision" + 1 WHERE "id" IN (SELECT "projectId" FROM "changed" WHERE "rev" = 0);
    RETURN NULL;
END
$$;
CREATE FUNCTION "_pictbook_count_update"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE "Project" SET "revision" = "revision" + 1 WHERE "id" IN
        (SELECT c."projectId" FROM "changed" c JOIN "former" f ON f."id" = c."id" WHERE f."rev" = c."rev");
    RETURN NULL;
END
$$;
CREATE TRIGGER "Element_revision_insert" AFTER INSERT ON "Element" REFERENCING NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "_pictbook_count_insert"();
CREATE TRIGGER "Element_revision_update" AFTER UPDATE ON "Element" REFERENCING OLD TABLE AS "former" NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "_pictbook_count_update"();
)sql";

}  // namespace pictbook::db::postgres
