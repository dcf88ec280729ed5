// Setting the second factor up, and giving it up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "factors.hpp"

namespace pictbook::test {
namespace {

// FACTOR-3
TEST(TwoFactor, CountsFromTheFirstRightCode) {
    const Person ada = shared_server().sign_up();
    EXPECT_EQ(ada.get("/auth/two-factor/status").body, R"({"enabled":false})");
    const Reply reply = ada.post("/auth/two-factor/enable", kPasswordJson);
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.json().as_object().size(), 2u);
    EXPECT_EQ(reply.json().at("backupCodes").as_array().size(), 10u);
    EXPECT_THAT(reply.at("/totpURI"), testing::MatchesRegex("otpauth://totp/Pictbook:.*[?]secret=[A-Z2-7]{32}&.*"));
    EXPECT_EQ(ada.get("/auth/two-factor/status").body, R"({"enabled":false})");
    EXPECT_TRUE(is_signed_in(sign_in_again(ada)));

    const TotpApp app(reply.at("/totpURI"));
    expect_error(ada.post("/auth/two-factor/verify-totp", code_json(app.wrong_code())), 401, "Invalid code",
                 "INVALID_CODE");
    const Reply verified = ada.post("/auth/two-factor/verify-totp", code_json(app.code()));
    ASSERT_EQ(verified.status, 200) << verified.body;
    EXPECT_EQ(verified.at("/token"), token_of(ada));
    EXPECT_EQ(verified.at("/user/id"), user_id(ada));
    EXPECT_EQ(ada.get("/auth/two-factor/status").body, R"({"enabled":true})");
    EXPECT_TRUE(is_signed_in(ada));
}

// FACTOR-3
TEST(TwoFactor, CanBeSetUpAnewUntilItIsEnabled) {
    const Person ada = shared_server().sign_up();
    const TotpApp first(ada.post("/auth/two-factor/enable", kPasswordJson).at("/totpURI"));
    const TotpApp second(ada.post("/auth/two-factor/enable", kPasswordJson).at("/totpURI"));
    EXPECT_EQ(ada.post("/auth/two-factor/verify-totp", code_json(first.code())).status, 401);
    EXPECT_EQ(ada.post("/auth/two-factor/verify-totp", code_json(second.code())).status, 200);
    expect_error(ada.post("/auth/two-factor/enable", kPasswordJson), 400, "Two factor is already enabled",
                 "TWO_FACTOR_IS_ALREADY_ENABLED");
}

// FACTOR-4
TEST(TwoFactor, AsksForThePasswordAgain) {
    const Guarded ada = guard(shared_server());
    for (const char* path : {"/auth/two-factor/enable", "/auth/two-factor/disable", "/auth/two-factor/get-totp-uri",
                             "/auth/two-factor/generate-backup-codes"}) {
        expect_error(ada.person.post(path, R"({"password":"wrong horse 42"})"), 400, "Invalid password",
                     "INVALID_PASSWORD");
        EXPECT_EQ(ada.person.post(path, "{}").status, 400);
        expect_error(shared_server().nobody().post(path, kPasswordJson), 401, "", "UNAUTHORIZED");
    }
    expect_error(shared_server().nobody().get("/auth/two-factor/status"), 401, "", "UNAUTHORIZED");
    EXPECT_EQ(ada.person.get("/auth/two-factor/status").body, R"({"enabled":true})");
}

// FACTOR-10
TEST(TwoFactor, ShowsItsAddressAgain) {
    const Person grace = shared_server().sign_up("grace");
    expect_error(grace.post("/auth/two-factor/get-totp-uri", kPasswordJson), 400, "TOTP not enabled",
                 "TOTP_NOT_ENABLED");
    const Guarded ada = guard(shared_server());
    const Reply reply = ada.person.post("/auth/two-factor/get-totp-uri", kPasswordJson);
    EXPECT_EQ(TotpApp(reply.at("/totpURI")).code(), ada.app.code());
}

// FACTOR-9
TEST(TwoFactor, MakesNewBackupCodesInThePlaceOfTheOld) {
    const Person grace = shared_server().sign_up("grace");
    expect_error(grace.post("/auth/two-factor/generate-backup-codes", kPasswordJson), 400, "Two factor isn't enabled",
                 "TWO_FACTOR_ISNT_ENABLED");
    const Guarded ada = guard(shared_server());
    const Reply reply = ada.person.post("/auth/two-factor/generate-backup-codes", kPasswordJson);
    EXPECT_EQ(reply.at("/status"), "true");
    ASSERT_EQ(reply.json().at("backupCodes").as_array().size(), 10u);
    EXPECT_EQ(ada.person.post("/auth/two-factor/verify-backup-code", code_json(ada.backup_codes[0])).status, 401);
    EXPECT_EQ(ada.person.post("/auth/two-factor/verify-backup-code", code_json(reply.at("/backupCodes/0"))).status,
              200);
}

// FACTOR-9
TEST(TwoFactor, BackupCodesNeedAnEnabledOne) {
    const Person ada = shared_server().sign_up();
    const std::string code = ada.post("/auth/two-factor/enable", kPasswordJson).at("/backupCodes/0");
    expect_error(ada.post("/auth/two-factor/verify-backup-code", code_json(code)), 400, "Backup codes aren't enabled",
                 "BACKUP_CODES_ARENT_ENABLED");
    EXPECT_EQ(ada.get("/auth/two-factor/status").body, R"({"enabled":false})");
}

// FACTOR-10
TEST(TwoFactor, CanBeGivenUp) {
    const Guarded ada = guard(shared_server());
    EXPECT_EQ(ada.person.post("/auth/two-factor/disable", kPasswordJson).body, R"({"status":true})");
    EXPECT_EQ(ada.person.get("/auth/two-factor/status").body, R"({"enabled":false})");
    EXPECT_TRUE(is_signed_in(sign_in_again(ada.person)));
    expect_error(ada.person.post("/auth/two-factor/verify-totp", code_json(ada.app.code())), 400, "TOTP not enabled",
                 "TOTP_NOT_ENABLED");
}

// FACTOR-13
TEST(TwoFactor, NeitherASecretNorACodeStandsInTheDatabase) {
    const Guarded ada = guard(shared_server());
    const std::string of_ada = R"( WHERE "userId" = ')" + user_id(ada.person) + "'";
    const Reply reply = ada.person.post("/auth/two-factor/get-totp-uri", kPasswordJson);
    const std::string uri = reply.at("/totpURI");
    const std::string secret = sql(shared_server(), R"(SELECT "secret" FROM "TwoFactor")" + of_ada);
    EXPECT_EQ(secret.size(), 66u);  // base64url of 1 + 12 + 20 + 16 bytes
    EXPECT_EQ(secret.find(uri.substr(uri.find("secret=") + 7, 32)), std::string::npos);
    EXPECT_EQ(sql(shared_server(), R"(SELECT COUNT(*) FROM "RecoveryCode")" + of_ada), "10");
    EXPECT_EQ(sql(shared_server(), R"(SELECT MIN(LENGTH("id")) FROM "RecoveryCode")" + of_ada), "64");
}

// FACTOR-14
TEST(TwoFactor, IsNoPartOfTheUser) {
    const Guarded ada = guard(shared_server());
    for (const std::string& body : {ada.person.get("/auth/get-session").body,
                                    ada.person.post("/auth/two-factor/verify-totp", code_json(ada.app.code())).body})
        EXPECT_EQ(body.find("twoFactor"), std::string::npos) << body;
}

}  // namespace
}  // namespace pictbook::test
