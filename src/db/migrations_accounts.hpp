// The texts of the migrations that serve accounts: keys of programs, mails and invitations, ends of verifications. Those
// for PostgreSQL make the same as those for SQLite above them.
#pragma once

namespace pictbook::db {

namespace sqlite {

/// A key is found by its hash; the index of sessions is for those that have ended.
inline constexpr const char* kApiKeys = R"sql(
CREATE TABLE "ApiKey" (
    "id" TEXT NOT NULL UNIQUE,
    "name" TEXT NOT NULL,
    "start" TEXT NOT NULL,
    "hash" TEXT NOT NULL PRIMARY KEY,
    "scope" TEXT NOT NULL CHECK ("scope" IN ('read', 'write', 'admin')),
    "createdAt" TEXT NOT NULL,
    "expiresAt" TEXT,
    "lastUsedAt" TEXT,
    "userId" TEXT NOT NULL REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX "ApiKey_userId_idx" ON "ApiKey" ("userId");
CREATE INDEX "Session_expiresAt_idx" ON "Session" ("expiresAt");
)sql";

/// Mails that wait to be sent, how many were written in an hour, and memberships that wait for a verified address.
inline constexpr const char* kMails = R"sql(
CREATE TABLE "Mail" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "bodies" TEXT NOT NULL,
    "dueAt" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "createdAt" TEXT NOT NULL,
    "expiresAt" TEXT NOT NULL
);
CREATE INDEX "Mail_dueAt_idx" ON "Mail" ("dueAt");

CREATE TABLE "MailTally" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "count" INTEGER NOT NULL,
    "endsAt" TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE "Invitation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL CHECK ("role" IN ('OWNER', 'EDITOR', 'VIEWER')),
    "invitedBy" TEXT REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE SET NULL,
    "createdAt" TEXT NOT NULL,
    "expiresAt" TEXT NOT NULL,
    UNIQUE ("projectId", "email")
) WITHOUT ROWID;
CREATE INDEX "Invitation_email_idx" ON "Invitation" ("email");
CREATE INDEX "Invitation_invitedBy_idx" ON "Invitation" ("invitedBy");
)sql";

/// Each new row clears away those that have ended.
inline constexpr const char* kVerificationEnds = R"sql(
CREATE INDEX "Verification_expiresAt_idx" ON "Verification" ("expiresAt");
)sql";

}  // namespace sqlite

namespace postgres {

inline constexpr const char* kApiKeys = R"sql(
CREATE TABLE "ApiKey" (
    "id" text PRIMARY KEY,
    "name" text NOT NULL,
    "start" text NOT NULL,
    "hash" text NOT NULL,
    "scope" text NOT NULL CHECK ("scope" IN ('read', 'write', 'admin')),
    "createdAt" timestamp(3) NOT NULL,
    "expiresAt" timestamp(3),
    "lastUsedAt" timestamp(3),
    "userId" text NOT NULL REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey" ("hash");
CREATE INDEX "ApiKey_userId_idx" ON "ApiKey" ("userId");
CREATE INDEX "Session_expiresAt_idx" ON "Session" ("expiresAt");
)sql";

inline constexpr const char* kMails = R"sql(
CREATE TABLE "Mail" (
    "id" text PRIMARY KEY,
    "recipient" text NOT NULL,
    "subject" text NOT NULL,
    "bodies" text NOT NULL,
    "dueAt" timestamp(3) NOT NULL,
    "attempts" integer NOT NULL,
    "createdAt" timestamp(3) NOT NULL,
    "expiresAt" timestamp(3) NOT NULL
);
CREATE INDEX "Mail_dueAt_idx" ON "Mail" ("dueAt");

CREATE TABLE "MailTally" (
    "key" text PRIMARY KEY,
    "count" integer NOT NULL,
    "endsAt" timestamp(3) NOT NULL
);

CREATE TABLE "Invitation" (
    "id" text PRIMARY KEY,
    "projectId" text NOT NULL REFERENCES "Project" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "email" text NOT NULL,
    "role" "Role" NOT NULL,
    "invitedBy" text REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE SET NULL,
    "createdAt" timestamp(3) NOT NULL,
    "expiresAt" timestamp(3) NOT NULL
);
CREATE UNIQUE INDEX "Invitation_projectId_email_key" ON "Invitation" ("projectId", "email");
CREATE INDEX "Invitation_email_idx" ON "Invitation" ("email");
CREATE INDEX "Invitation_invitedBy_idx" ON "Invitation" ("invitedBy");
)sql";

/// The table may be the original's, and so may be an index of that name.
inline constexpr const char* kVerificationEnds = R"sql(
CREATE INDEX IF NOT EXISTS "Verification_expiresAt_idx" ON "Verification" ("expiresAt");
)sql";

}  // namespace postgres

}  // namespace pictbook::db
