// Signing in with a second factor.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/clock.hpp"
#include "factors.hpp"

namespace pictbook::test {
namespace {

constexpr const char* kVerify = "/auth/two-factor/verify-totp";
constexpr const char* kVerifyBackup = "/auth/two-factor/verify-backup-code";

void expect_no_waiting_sign_in(const Reply& reply) {
    expect_error(reply, 401, "Invalid two factor cookie", "INVALID_TWO_FACTOR_COOKIE");
}

// FACTOR-5
TEST(TwoFactorSignIn, ARightPasswordMakesNoSession) {
    const Guarded ada = guard(shared_server());
    const std::string count = R"(SELECT COUNT(*) FROM "Session" WHERE "userId" = ')" + user_id(ada.person) + "'";
    const std::string before = sql(shared_server(), count);
    Person browser = shared_server().nobody();
    const Reply reply = browser.post("/auth/sign-in/email", credentials(ada.email));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, R"({"twoFactorRedirect":true})");
    EXPECT_EQ(sql(shared_server(), count), before);
    EXPECT_FALSE(is_signed_in(browser));
    const std::string cookie = set_cookie(reply, kTwoFactor);
    EXPECT_THAT(cookie, testing::HasSubstr("; Max-Age=600; "));
    EXPECT_THAT(cookie, testing::HasSubstr("; HttpOnly; SameSite=Lax"));
    EXPECT_TRUE(set_cookie(reply, kToken).starts_with(std::string(kToken) + "=; Max-Age=0;"));
    EXPECT_EQ(shared_server().nobody().post("/auth/sign-in/email", credentials(ada.email, "wrong horse 42")).status,
              401);
}

// FACTOR-6, FACTOR-2
TEST(TwoFactorSignIn, TheCodeMakesIt) {
    const Guarded ada = guard(shared_server());
    Person browser = begin_sign_in(shared_server(), ada.email);
    const Person copy(browser);
    const std::string code = ada.app.code();
    const Reply reply = browser.post(kVerify, code_json(code));
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.json().as_object().size(), 3u);
    EXPECT_EQ(reply.at("/redirect"), "false");
    EXPECT_EQ(reply.at("/token"), token_of(browser));
    EXPECT_EQ(reply.at("/user/email"), ada.email);
    EXPECT_THAT(set_cookie(reply, kToken), testing::HasSubstr("; Max-Age=604800; "));
    EXPECT_THAT(set_cookie(reply, kTwoFactor), testing::HasSubstr("; Max-Age=0; "));
    EXPECT_TRUE(is_signed_in(browser));
    expect_no_waiting_sign_in(copy.post(kVerify, code_json(ada.app.code())));  // it served once
    expect_error(begin_sign_in(shared_server(), ada.email).post(kVerify, code_json(code)), 401, "Invalid code",
                 "INVALID_CODE");
}

// FACTOR-6
TEST(TwoFactorSignIn, KeepsWhetherToRemember) {
    const Guarded ada = guard(shared_server());
    const Person browser = begin_sign_in(shared_server(), ada.email, R"("rememberMe":false)");
    const Reply reply = browser.post(kVerify, code_json(ada.app.code()));
    EXPECT_EQ(set_cookie(reply, kToken).find("Max-Age"), std::string::npos);
    EXPECT_NE(set_cookie(reply, kDontRemember), "");
}

// FACTOR-7
TEST(TwoFactorSignIn, EndsAtTheFifthWrongCode) {
    const Guarded ada = guard(shared_server());
    const Person browser = begin_sign_in(shared_server(), ada.email);
    for (int i = 0; i < 5; ++i)
        expect_error(browser.post(i % 2 ? kVerify : kVerifyBackup, code_json(ada.app.wrong_code())), 401,
                     i % 2 ? "Invalid code" : "Invalid backup code", i % 2 ? "INVALID_CODE" : "INVALID_BACKUP_CODE");
    expect_no_waiting_sign_in(browser.post(kVerify, code_json(ada.app.code())));
    EXPECT_FALSE(is_signed_in(browser));
    const Person again = begin_sign_in(shared_server(), ada.email);
    for (int i = 0; i < 4; ++i) again.post(kVerify, code_json(ada.app.wrong_code()));
    EXPECT_EQ(again.post(kVerify, code_json(ada.app.code())).status, 200);
}

// FACTOR-7, FACTOR-2
TEST(TwoFactorSignIn, OfManyAtOnceWithOneCodeOneSucceeds) {
    const Guarded ada = guard(shared_server());
    std::vector<Person> browsers;
    for (int i = 0; i < 6; ++i) browsers.push_back(begin_sign_in(shared_server(), ada.email));
    const std::string body = code_json(ada.app.code());
    std::vector<int> statuses(browsers.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < browsers.size(); ++i)
        threads.emplace_back([&, i] { statuses[i] = browsers[i].post(kVerify, body).status; });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(std::count(statuses.begin(), statuses.end(), 200), 1);
    EXPECT_EQ(std::count(statuses.begin(), statuses.end(), 401), 5);
}

// FACTOR-5
TEST(TwoFactorSignIn, NeedsItsOwnCookie) {
    const Guarded ada = guard(shared_server());
    const Person nobody = shared_server().nobody();
    expect_no_waiting_sign_in(nobody.post(kVerify, code_json(ada.app.code())));
    Person browser = begin_sign_in(shared_server(), ada.email);
    const std::string value = browser.cookies[kTwoFactor];
    for (const std::string& forged : {"two_factor%3Aguess." + value.substr(value.find('.') + 1), std::string("x.y")}) {
        browser.cookies[kTwoFactor] = forged;
        expect_no_waiting_sign_in(browser.post(kVerify, code_json(ada.app.code())));
    }
    browser.cookies.clear();
    browser.cookies[kToken] = value;
    EXPECT_FALSE(is_signed_in(browser));
    const Guarded grace = guard(shared_server(), "grace");
    EXPECT_EQ(begin_sign_in(shared_server(), ada.email).post(kVerify, code_json(grace.app.code())).status, 401);
}

// FACTOR-5
TEST(TwoFactorSignIn, WaitsTenMinutesAndForTheSamePassword) {
    const Guarded ada = guard(shared_server());
    const Person late = begin_sign_in(shared_server(), ada.email);
    sql(shared_server(), R"(UPDATE "Verification" SET "expiresAt" = '2020-01-01 00:00:00.000' WHERE "value" LIKE '%)" +
                             user_id(ada.person) + "%'");
    expect_no_waiting_sign_in(late.post(kVerify, code_json(ada.app.code())));
    const Person overtaken = begin_sign_in(shared_server(), ada.email);
    const std::string change = R"({"currentPassword":")" + kPassword + R"(","newPassword":"another horse"})";
    ASSERT_EQ(ada.person.post("/auth/change-password", change).status, 200);
    expect_no_waiting_sign_in(overtaken.post(kVerify, code_json(ada.app.code())));
}

// FACTOR-9
TEST(TwoFactorSignIn, ABackupCodeServesOnce) {
    const Guarded ada = guard(shared_server());
    const Person first = begin_sign_in(shared_server(), ada.email);
    ASSERT_EQ(first.post(kVerifyBackup, code_json(ada.backup_codes[3])).status, 200);
    EXPECT_TRUE(is_signed_in(first));
    const Person second = begin_sign_in(shared_server(), ada.email);
    EXPECT_EQ(second.post(kVerifyBackup, code_json(ada.backup_codes[3])).status, 401);
    const Reply reply = second.post(kVerifyBackup, code_json(ada.backup_codes[4], R"("disableSession":true)"));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.at("/token"), "null");
    EXPECT_EQ(set_cookie(reply, kToken), "");
    EXPECT_FALSE(is_signed_in(second));
}

// FACTOR-11
TEST(TwoFactorSignIn, ATrustedDeviceIsNotAsked) {
    const Guarded ada = guard(shared_server());
    Person browser = begin_sign_in(shared_server(), ada.email);
    const Reply reply = browser.post(kVerify, code_json(ada.app.code(), R"("trustDevice":true)"));
    EXPECT_THAT(set_cookie(reply, kTrust), testing::HasSubstr("; Max-Age=2592000; "));
    EXPECT_THAT(set_cookie(reply, kTrust), testing::HasSubstr("; HttpOnly; "));
    browser.cookies.erase(kToken);
    EXPECT_EQ(browser.post("/auth/sign-in/email", credentials(ada.email)).at("/redirect"), "false");
    EXPECT_TRUE(is_signed_in(browser));
    const Guarded grace = guard(shared_server(), "grace");
    Person stranger(browser);
    EXPECT_EQ(stranger.post("/auth/sign-in/email", credentials(grace.email)).body, R"({"twoFactorRedirect":true})");
}

// FACTOR-11
TEST(TwoFactorSignIn, TrustEndsWithTheSecondFactorAndWithThePassword) {
    const Guarded ada = guard(shared_server());
    Person browser = begin_sign_in(shared_server(), ada.email);
    browser.post(kVerify, code_json(ada.app.code(), R"("trustDevice":true)"));
    const std::string change = R"({"currentPassword":")" + kPassword + R"(","newPassword":"another horse"})";
    ASSERT_EQ(ada.person.post("/auth/change-password", change).status, 200);
    EXPECT_EQ(browser.post("/auth/sign-in/email", credentials(ada.email, "another horse")).body,
              R"({"twoFactorRedirect":true})");

    const Guarded grace = guard(shared_server(), "grace");
    Person other = begin_sign_in(shared_server(), grace.email);
    other.post(kVerify, code_json(grace.app.code(), R"("trustDevice":true)"));
    const std::string trust = other.cookies[kTrust];
    ASSERT_EQ(other.post("/auth/two-factor/disable", kPasswordJson).status, 200);
    const TotpApp app(other.post("/auth/two-factor/enable", kPasswordJson).at("/totpURI"));
    ASSERT_EQ(other.post(kVerify, code_json(app.code())).status, 200);
    Person former = shared_server().nobody();
    former.cookies[kTrust] = trust;
    EXPECT_EQ(former.post("/auth/sign-in/email", credentials(grace.email)).body, R"({"twoFactorRedirect":true})");
}

// FACTOR-12
TEST(TwoFactorSignIn, WithAnotherSecretOnlyBackupCodesWork) {
    TestServer server({{"BETTER_AUTH_SECRET", "the first secret of the server"}});
    const Guarded ada = guard(server);
    server.stop(SIGTERM);
    TestServer other({{"BETTER_AUTH_SECRET", "another secret of the server"},
                      {"DATABASE_URL", server.setting("DATABASE_URL")},
                      {"PICTBOOK_DATA", server.folder() / "data"}});
    const Person browser = begin_sign_in(other, ada.email);
    for (int i = 0; i < 6; ++i)
        expect_error(browser.post(kVerify, code_json(ada.app.code())), 400, "Use a backup code", "USE_A_BACKUP_CODE");
    ASSERT_EQ(browser.post(kVerifyBackup, code_json(ada.backup_codes[0])).status, 200);
    expect_error(browser.post("/auth/two-factor/get-totp-uri", kPasswordJson), 400, "Use a backup code",
                 "USE_A_BACKUP_CODE");
    ASSERT_EQ(browser.post("/auth/two-factor/disable", kPasswordJson).status, 200);
    const TotpApp app(browser.post("/auth/two-factor/enable", kPasswordJson).at("/totpURI"));
    EXPECT_EQ(browser.post(kVerify, code_json(app.code())).status, 200);
}

// FACTOR-8
TEST(TwoFactorSignIn, CodesAreTriedSlowly) {
    TestServer server({{"RATE_LIMIT", "on"}});
    const Person nobody = server.nobody();
    for (int i = 0; i < 3; ++i) expect_no_waiting_sign_in(nobody.post(kVerify, code_json("123456")));
    EXPECT_EQ(nobody.post(kVerify, code_json("123456")).status, 429);
}

// FACTOR-12
TEST(TwoFactorSignIn, AFormerSecretThatHoldsMovesTheAppOver) {
    TestServer::Settings settings{{"BETTER_AUTH_SECRET", "the first secret of the server"}};
    TestServer first(settings);
    const Guarded ada = guard(first);
    first.stop(SIGTERM);
    settings = {{"BETTER_AUTH_SECRET", "another secret of the server"},
                {"DATABASE_URL", first.setting("DATABASE_URL")},
                {"PICTBOOK_DATA", first.folder() / "data"}};
    TestServer::Settings with_former = settings;
    with_former["BETTER_AUTH_SECRET_PREVIOUS"] = "an older one,the first secret of the server";
    with_former["BETTER_AUTH_SECRET_PREVIOUS_UNTIL"] = to_iso(now() - std::chrono::hours(1));
    {
        const TestServer over(with_former);
        EXPECT_EQ(begin_sign_in(over, ada.email).post(kVerify, code_json(ada.app.code())).at("/code"),
                  "USE_A_BACKUP_CODE");
    }
    with_former["BETTER_AUTH_SECRET_PREVIOUS_UNTIL"] = to_iso(now() + std::chrono::hours(1));
    {
        const TestServer second(with_former);
        EXPECT_EQ(begin_sign_in(second, ada.email).post(kVerify, code_json(ada.app.wrong_code())).status, 401);
        EXPECT_EQ(begin_sign_in(second, ada.email).post(kVerify, code_json(ada.app.code())).status, 200);
        forget_last_code(second, ada);
    }
    const TestServer third(settings);
    EXPECT_EQ(begin_sign_in(third, ada.email).post(kVerify, code_json(ada.app.code())).status, 200);
}

}  // namespace
}  // namespace pictbook::test
