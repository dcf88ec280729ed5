// The texts of the migrations for SQLite. Names and meaning are those of the PostgreSQL schema; the layout is made for how
// rows are found here.
#pragma once

namespace pictbook::db::sqlite {

/// Elements lie in the order in which a book is read. Text and Shape keep a rowid because a long text inside a clustered
/// key makes its tree deep; the small tables are clustered by the key they are found by.
inline constexpr const char* kOriginalSchema = R"sql(
CREATE TABLE "User" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL UNIQUE,
    "emailVerified" INTEGER NOT NULL CHECK ("emailVerified" IN (0, 1)),
    "image" TEXT,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE "Session" (
    "id" TEXT NOT NULL UNIQUE,
    "expiresAt" TEXT NOT NULL,
    "token" TEXT NOT NULL PRIMARY KEY,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "userId" TEXT NOT NULL REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX "Session_userId_idx" ON "Session" ("userId");

CREATE TABLE "Account" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TEXT,
    "refreshTokenExpiresAt" TEXT,
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL
);
CREATE INDEX "Account_userId_idx" ON "Account" ("userId");
CREATE INDEX "Account_providerId_accountId_idx" ON "Account" ("providerId", "accountId");

CREATE TABLE "Verification" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TEXT NOT NULL,
    "createdAt" TEXT,
    "updatedAt" TEXT
);
CREATE INDEX "Verification_identifier_idx" ON "Verification" ("identifier");

CREATE TABLE "Project" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL,
    "visibility" TEXT NOT NULL DEFAULT 'MEMBERS' CHECK ("visibility" IN ('MEMBERS', 'LINK', 'PUBLIC'))
) WITHOUT ROWID;

CREATE TABLE "Member" (
    "userId" TEXT NOT NULL REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "projectId" TEXT NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "role" TEXT NOT NULL DEFAULT 'VIEWER' CHECK ("role" IN ('OWNER', 'EDITOR', 'VIEWER')),
    PRIMARY KEY ("userId", "projectId")
) WITHOUT ROWID;
CREATE INDEX "Member_projectId_idx" ON "Member" ("projectId");

CREATE TABLE "Element" (
    "id" TEXT NOT NULL UNIQUE,
    "type" TEXT NOT NULL CHECK ("type" IN ('IMAGE', 'TEXT', 'SHAPE')),
    "x" DOUBLE PRECISION NOT NULL,
    "y" DOUBLE PRECISION NOT NULL,
    "width" DOUBLE PRECISION NOT NULL,
    "height" DOUBLE PRECISION NOT NULL,
    "scaleX" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "scaleY" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "angle" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "zIndex" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL,
    "projectId" TEXT NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    PRIMARY KEY ("projectId", "zIndex", "createdAt", "id")
) WITHOUT ROWID;

CREATE TABLE "ImageAsset" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL UNIQUE,
    "mimeType" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "width" INTEGER NOT NULL,
    "orientation" INTEGER,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL,
    "projectId" TEXT NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "uploaderId" TEXT REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE SET NULL
) WITHOUT ROWID;
CREATE INDEX "ImageAsset_projectId_idx" ON "ImageAsset" ("projectId");
CREATE INDEX "ImageAsset_uploaderId_idx" ON "ImageAsset" ("uploaderId");

CREATE TABLE "Image" (
    "id" TEXT NOT NULL UNIQUE,
    "elementId" TEXT NOT NULL PRIMARY KEY REFERENCES "Element" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "assetId" TEXT NOT NULL REFERENCES "ImageAsset" ("id") ON UPDATE CASCADE ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX "Image_assetId_idx" ON "Image" ("assetId");

CREATE TABLE "Text" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "content" TEXT NOT NULL,
    "fontSize" INTEGER NOT NULL DEFAULT 16,
    "fontFamily" TEXT,
    "color" INTEGER,
    "elementId" TEXT NOT NULL UNIQUE REFERENCES "Element" ("id") ON UPDATE CASCADE ON DELETE CASCADE
);

CREATE TABLE "Shape" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "shapeType" TEXT NOT NULL CHECK ("shapeType" IN ('RECTANGLE', 'CIRCLE', 'DRAWING')),
    "fill" INTEGER,
    "stroke" INTEGER,
    "strokeWidth" DOUBLE PRECISION,
    "points" DOUBLE PRECISION[],
    "cornerRadius" DOUBLE PRECISION,
    "elementId" TEXT NOT NULL UNIQUE REFERENCES "Element" ("id") ON UPDATE CASCADE ON DELETE CASCADE
);
)sql";

/// "revision" grows with every change of the book's elements, whoever makes it: every write of a kind's table writes its
/// "Element" row too. What was read at one revision holds as long as it stands.
inline constexpr const char* kRevisions = R"sql(
ALTER TABLE "Project" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER "Element_revision_insert" AFTER INSERT ON "Element" BEGIN
    UPDATE "Project" SET "revision" = "revision" + 1 WHERE "id" = NEW."projectId";
END;
CREATE TRIGGER "Element_revision_update" AFTER UPDATE ON "Element" BEGIN
    UPDATE "Project" SET "revision" = "revision" + 1 WHERE "id" = NEW."projectId";
END;
CREATE TRIGGER "Element_revision_delete" AFTER DELETE ON "Element" BEGIN
    UPDATE "Project" SET "revision" = "revision" + 1 WHERE "id" = OLD."projectId";
END;
)sql";

/// The key of every asset that goes is kept until its object is gone too. A removal by the trigger is due at once.
inline constexpr const char* kObjectRemovals = R"sql(
CREATE TABLE "ObjectRemoval" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "dueAt" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX "ObjectRemoval_dueAt_idx" ON "ObjectRemoval" ("dueAt");
CREATE TRIGGER "ImageAsset_removal" AFTER DELETE ON "ImageAsset" BEGIN
    INSERT INTO "ObjectRemoval" ("key", "dueAt", "attempts") VALUES (OLD."key", '1970-01-01 00:00:00.000', 0)
    ON CONFLICT ("key") DO UPDATE SET "dueAt" = EXCLUDED."dueAt";
END;
)sql";

}  // namespace pictbook::db::sqlite
