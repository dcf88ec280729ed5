// The tables of second factors and of passkeys, for each database. "secret" is sealed (base/seal.hpp); the ids of recovery
// codes and of trusted devices are hashes. "TrustedDevice"."password" is a hash of the password's hash: a trust ends when the
// password changes, whoever changes it.
#pragma once

namespace pictbook::db::sqlite {

inline constexpr const char* kFactors = R"sql(
CREATE TABLE "TwoFactor" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userId" TEXT NOT NULL UNIQUE REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "secret" TEXT NOT NULL,
    "enabled" INTEGER NOT NULL CHECK ("enabled" IN (0, 1)),
    "lastStep" INTEGER NOT NULL,
    "createdAt" TEXT NOT NULL
);
CREATE TABLE "RecoveryCode" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userId" TEXT NOT NULL REFERENCES "TwoFactor" ("userId") ON UPDATE CASCADE ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX "RecoveryCode_userId_idx" ON "RecoveryCode" ("userId");
CREATE TABLE "TrustedDevice" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userId" TEXT NOT NULL REFERENCES "TwoFactor" ("userId") ON UPDATE CASCADE ON DELETE CASCADE,
    "password" TEXT NOT NULL,
    "expiresAt" TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX "TrustedDevice_userId_idx" ON "TrustedDevice" ("userId");
CREATE TABLE "Passkey" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT,
    "publicKey" TEXT NOT NULL,
    "userId" TEXT NOT NULL REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "credentialID" TEXT NOT NULL UNIQUE,
    "counter" INTEGER NOT NULL,
    "deviceType" TEXT NOT NULL,
    "backedUp" INTEGER NOT NULL CHECK ("backedUp" IN (0, 1)),
    "transports" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL
);
CREATE INDEX "Passkey_userId_idx" ON "Passkey" ("userId");
)sql";

}  // namespace pictbook::db::sqlite

namespace pictbook::db::postgres {

inline constexpr const char* kFactors = R"sql(
CREATE TABLE "TwoFactor" (
    "id" text PRIMARY KEY,
    "userId" text NOT NULL UNIQUE REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "secret" text NOT NULL,
    "enabled" boolean NOT NULL,
    "lastStep" bigint NOT NULL,
    "createdAt" timestamp(3) NOT NULL
);
CREATE TABLE "RecoveryCode" (
    "id" text PRIMARY KEY,
    "userId" text NOT NULL REFERENCES "TwoFactor" ("userId") ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX "RecoveryCode_userId_idx" ON "RecoveryCode" ("userId");
CREATE TABLE "TrustedDevice" (
    "id" text PRIMARY KEY,
    "userId" text NOT NULL REFERENCES "TwoFactor" ("userId") ON UPDATE CASCADE ON DELETE CASCADE,
    "password" text NOT NULL,
    "expiresAt" timestamp(3) NOT NULL
);
CREATE INDEX "TrustedDevice_userId_idx" ON "TrustedDevice" ("userId");
CREATE TABLE "Passkey" (
    "id" text PRIMARY KEY,
    "name" text,
    "publicKey" text NOT NULL,
    "userId" text NOT NULL REFERENCES "User" ("id") ON UPDATE CASCADE ON DELETE CASCADE,
    "credentialID" text NOT NULL UNIQUE,
    "counter" bigint NOT NULL,
    "deviceType" text NOT NULL,
    "backedUp" boolean NOT NULL,
    "transports" text NOT NULL,
    "createdAt" timestamp(3) NOT NULL
);
CREATE INDEX "Passkey_userId_idx" ON "Passkey" ("userId");
)sql";

}  // namespace pictbook::db::postgres
