// The texts of the migrations for PostgreSQL. The first step makes exactly what the original's Prisma makes, with our
// additions; on a database of the original it only adds, so that the original still runs on it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace pictbook::db::postgres {

/// The texts one after the other.
template <std::size_t... sizes>
consteval auto join(const char (&... texts)[sizes]) {
    std::array<char, (1 + ... + (sizes - 1))> out{};
    std::size_t end = 0;
    ((std::copy_n(texts, sizes - 1, out.begin() + end), end += sizes - 1), ...);
    return out;
}

inline constexpr char kVisibilities[] = R"sql(CHECK ("visibility" IN ('MEMBERS', 'LINK', 'PUBLIC')))sql";

// What the original's queries lack.
inline constexpr char kIndexes[] = R"sql(
CREATE INDEX IF NOT EXISTS "Element_projectId_zIndex_idx" ON "Element" ("projectId", "zIndex");
CREATE INDEX IF NOT EXISTS "Member_projectId_idx" ON "Member" ("projectId");
CREATE INDEX IF NOT EXISTS "Session_userId_idx" ON "Session" ("userId");
CREATE INDEX IF NOT EXISTS "Account_userId_idx" ON "Account" ("userId");
CREATE INDEX IF NOT EXISTS "Account_providerId_accountId_idx" ON "Account" ("providerId", "accountId");
CREATE INDEX IF NOT EXISTS "Image_assetId_idx" ON "Image" ("assetId");
CREATE INDEX IF NOT EXISTS "Verification_identifier_idx" ON "Verification" ("identifier");
)sql";

inline constexpr char kPeople[] = R"sql(
CREATE TABLE "User" (
    "id" text PRIMARY KEY,
    "name" text NOT NULL,
    "email" text NOT NULL,
    "emailVerified" boolean NOT NULL,
    "image" text,
    "createdAt" timestamp(3) NOT NULL,
    "updatedAt" timestamp(3) NOT NULL
);
CREATE UNIQUE INDEX "User_email_key" ON "User" ("email");

CREATE TABLE "Session" (
    "id" text PRIMARY KEY,
    "expiresAt" timestamp(3) NOT NULL,
    "token" text NOT NULL,
    "createdAt" timestamp(3) NOT NULL,
    "updatedAt" timestamp(3) NOT NULL,
    "ipAddress" text,
    "userAgent" text,
    "userId" text NOT NULL REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX "Session_token_key" ON "Session" ("token");

CREATE TABLE "Account" (
    "id" text PRIMARY KEY,
    "accountId" text NOT NULL,
    "providerId" text NOT NULL,
    "userId" text NOT NULL REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "accessToken" text,
    "refreshToken" text,
    "idToken" text,
    "accessTokenExpiresAt" timestamp(3),
    "refreshTokenExpiresAt" timestamp(3),
    "scope" text,
    "password" text,
    "createdAt" timestamp(3) NOT NULL,
    "updatedAt" timestamp(3) NOT NULL
);

CREATE TABLE "Verification" (
    "id" text PRIMARY KEY,
    "identifier" text NOT NULL,
    "value" text NOT NULL,
    "expiresAt" timestamp(3) NOT NULL,
    "createdAt" timestamp(3),
    "updatedAt" timestamp(3)
);
)sql";

inline constexpr char kBooks[] = R"sql(
CREATE TYPE "Role" AS ENUM ('OWNER', 'EDITOR', 'VIEWER');

CREATE TABLE "Project" (
    "id" text PRIMARY KEY,
    "name" text NOT NULL,
    "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" timestamp(3) NOT NULL,
    "visibility" text NOT NULL DEFAULT 'MEMBERS' )sql";

// After the visibility.
inline constexpr char kMembers[] = R"sql(
);

CREATE TABLE "Member" (
    "userId" text NOT NULL REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "projectId" text NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "role" "Role" NOT NULL DEFAULT 'VIEWER',
    PRIMARY KEY ("userId", "projectId")
);
)sql";

inline constexpr char kElements[] = R"sql(
CREATE TYPE "ElementType" AS ENUM ('IMAGE', 'TEXT', 'SHAPE');
CREATE TYPE "ShapeType" AS ENUM ('RECTANGLE', 'CIRCLE', 'DRAWING');

CREATE TABLE "Element" (
    "id" text PRIMARY KEY,
    "type" "ElementType" NOT NULL,
    "x" double precision NOT NULL,
    "y" double precision NOT NULL,
    "width" double precision NOT NULL,
    "height" double precision NOT NULL,
    "scaleX" double precision NOT NULL DEFAULT 1,
    "scaleY" double precision NOT NULL DEFAULT 1,
    "angle" double precision NOT NULL DEFAULT 0,
    "zIndex" integer NOT NULL DEFAULT 0,
    "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" timestamp(3) NOT NULL,
    "projectId" text NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX "Element_id_projectId_idx" ON "Element" ("id", "projectId");
CREATE UNIQUE INDEX "Element_id_projectId_key" ON "Element" ("id", "projectId");
CREATE UNIQUE INDEX "Element_id_type_key" ON "Element" ("id", "type");
CREATE INDEX "Element_zIndex_idx" ON "Element" ("zIndex");

CREATE TABLE "ImageAsset" (
    "id" text PRIMARY KEY,
    "key" text NOT NULL,
    "mimeType" text NOT NULL,
    "size" integer NOT NULL,
    "height" integer NOT NULL,
    "width" integer NOT NULL,
    "orientation" integer,
    "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" timestamp(3) NOT NULL,
    "projectId" text NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "uploaderId" text REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE SET NULL
);
CREATE UNIQUE INDEX "ImageAsset_key_key" ON "ImageAsset" ("key");
CREATE INDEX "ImageAsset_projectId_idx" ON "ImageAsset" ("projectId");
CREATE INDEX "ImageAsset_uploaderId_idx" ON "ImageAsset" ("uploaderId");
)sql";

inline constexpr char kKinds[] = R"sql(
CREATE TABLE "Image" (
    "id" text PRIMARY KEY,
    "elementId" text NOT NULL REFERENCES "Element" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "assetId" text NOT NULL REFERENCES "ImageAsset" ("id") ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX "Image_elementId_idx" ON "Image" ("elementId");
CREATE UNIQUE INDEX "Image_elementId_key" ON "Image" ("elementId");

CREATE TABLE "Text" (
    "id" text PRIMARY KEY,
    "content" text NOT NULL,
    "fontSize" integer NOT NULL DEFAULT 16,
    "fontFamily" text,
    "color" integer,
    "elementId" text NOT NULL REFERENCES "Element" ("id") ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX "Text_elementId_idx" ON "Text" ("elementId");
CREATE UNIQUE INDEX "Text_elementId_key" ON "Text" ("elementId");

CREATE TABLE "Shape" (
    "id" text PRIMARY KEY,
    "shapeType" "ShapeType" NOT NULL,
    "fill" integer,
    "stroke" integer,
    "strokeWidth" double precision,
    "points" double precision[],
    "elementId" text NOT NULL REFERENCES "Element" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "cornerRadius" double precision
);
CREATE INDEX "Shape_elementId_idx" ON "Shape" ("elementId");
CREATE UNIQUE INDEX "Shape_elementId_key" ON "Shape" ("elementId");
)sql";

inline constexpr auto kOriginalText = join(kPeople, kBooks, kVisibilities, kMembers, kElements, kKinds, kIndexes);
inline constexpr const char* kOriginalSchema = kOriginalText.data();

/// The original showed every book to whoever had its link, and the books that were shared that way stay so.
inline constexpr char kAddVisibility[] = R"sql(
ALTER TABLE "Project" ADD COLUMN "visibility" text NOT NULL DEFAULT 'LINK' )sql";
inline constexpr char kNewAreForMembers[] = R"sql(;
ALTER TABLE "Project" ALTER COLUMN "visibility" SET DEFAULT 'MEMBERS';
)sql";
// The indexes first: they take their time, and only the change of "Project" keeps others from reading.
inline constexpr auto kAdoptionText = join(kIndexes, kAddVisibility, kVisibilities, kNewAreForMembers);
inline constexpr const char* kAdoption = kAdoptionText.data();

/// "revision" as in migrations_sqlite.hpp. A statement that writes many elements of a book counts once.
inline constexpr const char* kRevisions = R"sql(
ALTER TABLE "Project" ADD COLUMN "revision" bigint NOT NULL DEFAULT 0;
CREATE FUNCTION "_pictbook_count_revision"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE "Project" SET "revision" = "revision" + 1 WHERE "id" IN (SELECT "projectId" FROM "changed");
    RETURN NULL;
END
$$;
CREATE TRIGGER "Element_revision_insert" AFTER INSERT ON "Element" REFERENCING NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "_pictbook_count_revision"();
CREATE TRIGGER "Element_revision_update" AFTER UPDATE ON "Element" REFERENCING NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "_pictbook_count_revision"();
CREATE TRIGGER "Element_revision_delete" AFTER DELETE ON "Element" REFERENCING OLD TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "_pictbook_count_revision"();
)sql";

/// As in migrations_sqlite.hpp.
inline constexpr const char* kObjectRemovals = R"sql(
CREATE TABLE "ObjectRemoval" (
    "key" text PRIMARY KEY,
    "dueAt" timestamp(3) NOT NULL,
    "attempts" integer NOT NULL
);
CREATE INDEX "ObjectRemoval_dueAt_idx" ON "ObjectRemoval" ("dueAt");
CREATE FUNCTION "_pictbook_plan_removal"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO "ObjectRemoval" ("key", "dueAt", "attempts") SELECT "key", '1970-01-01 00:00:00.000', 0 FROM "gone"
    ON CONFLICT ("key") DO UPDATE SET "dueAt" = EXCLUDED."dueAt";
    RETURN NULL;
END
$$;
CREATE TRIGGER "ImageAsset_removal" AFTER DELETE ON "ImageAsset" REFERENCING OLD TABLE AS "gone"
    FOR EACH STATEMENT EXECUTE FUNCTION "_pictbook_plan_removal"();
)sql";

}  // namespace pictbook::db::postgres
