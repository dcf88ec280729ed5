// Wrong passwords of one account, from wherever they come: docs/spec/limits.md, LIMIT-7 to LIMIT-9.
#include <gtest/gtest.h>

#include "factors.hpp"

namespace pictbook::test {
namespace {

/// Behind a proxy, so that a test can come from any address: the limits of addresses are met by nobody.
TestServer& guarded_server() {
    static TestServer server({{"RATE_LIMIT", "on"}, {"LIMIT_TRIES", "3/3600"}, {"TRUSTED_PROXIES", "127.0.0.1"}});
    return server;
}

/// Each time another one.
HeaderList from_anywhere() {
    static int count = 0;
    ++count;
    return {{"X-Forwarded-For", "198.51." + std::to_string(count / 250) + "." + std::to_string(1 + count % 250)}};
}

Reply sign_in(const std::string& email, const std::string& password) {
    return guarded_server().nobody().post("/auth/sign-in/email", credentials(email, password), from_anywhere());
}

/// Somebody with kPassword, also from anywhere.
Person signed_up(const std::string& email) {
    Person person = guarded_server().nobody();
    EXPECT_EQ(person.post("/auth/sign-up/email", sign_up_json(email), from_anywhere()).status, 200);
    return person;
}

void expect_too_many(const Reply& reply) {
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(reply.body, R"({"message":"Too many requests. Please try again later."})");
    const int wait = std::stoi(reply.header("Retry-After"));
    EXPECT_GT(wait, 1100);
    EXPECT_LE(wait, 1200);
    EXPECT_EQ(reply.header("X-Retry-After"), reply.header("Retry-After"));
    EXPECT_TRUE(reply.all("Set-Cookie").empty());
}

TEST(Tries, AreCountedByTheAccountWhateverTheAddress) {  // LIMIT-7
    const std::string email = new_email();
    signed_up(email);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(sign_in(email, "wrong horse 42").status, 401);
    expect_too_many(sign_in(email, "wrong horse 42"));
    expect_too_many(sign_in(email, kPassword));
    const std::string other = new_email();
    signed_up(other);
    EXPECT_EQ(sign_in(other, kPassword).status, 200);
}

TEST(Tries, AreThoseOfTheAddressInAnyCaseOfLetters) {  // LIMIT-7
    const std::string email = new_email();
    signed_up(email);
    for (const std::string& spelling : {"N" + email.substr(1), "NEW" + email.substr(3), email})
        EXPECT_EQ(sign_in(spelling, "wrong horse 42").status, 401);
    expect_too_many(sign_in(email, kPassword));
}

TEST(Tries, AreCountedTheSameForWhoHasNoAccount) {  // LIMIT-8
    const std::string known = new_email(), unknown = new_email();
    signed_up(known);
    for (int i = 0; i < 4; ++i) {
        const Reply one = sign_in(known, "wrong horse 42"), other = sign_in(unknown, "wrong horse 42");
        EXPECT_EQ(one.status, i < 3 ? 401 : 429);
        EXPECT_EQ(one.status, other.status);
        EXPECT_EQ(one.body, other.body);
        EXPECT_EQ(one.headers.size(), other.headers.size());
    }
}

TEST(Tries, ThatSucceedCostNothing) {  // LIMIT-9
    const std::string email = new_email();
    signed_up(email);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in(email, kPassword).status, 200);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(sign_in(email, "wrong horse 42").status, 401);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in(email, kPassword).status, 200);
    EXPECT_EQ(sign_in(email, "wrong horse 42").status, 401);
    expect_too_many(sign_in(email, kPassword));
}

TEST(Tries, AtTheCurrentPasswordCountWithThoseAtSignIn) {  // LIMIT-7
    const std::string email = new_email();
    const Person ada = signed_up(email);
    const auto change = [&](const std::string& current) {
        const std::string body = R"({"currentPassword":")" + current + R"(","newPassword":")" + kPassword + R"("})";
        return ada.post("/auth/change-password", body, from_anywhere());
    };
    for (int i = 0; i < 4; ++i) EXPECT_EQ(change(kPassword).status, 200);
    EXPECT_EQ(sign_in(email, "wrong horse 42").status, 401);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(change("wrong horse 42").status, 400);
    expect_too_many(change(kPassword));
    expect_too_many(sign_in(email, kPassword));
}

TEST(Tries, AtThePasswordOfASecondFactorCountWithThoseAtSignIn) {  // LIMIT-7
    const std::string email = new_email();
    const Person ada = signed_up(email);
    const auto disable = [&](const std::string& password) {
        return ada.post("/auth/two-factor/disable", R"({"password":")" + password + R"("})", from_anywhere());
    };
    for (int i = 0; i < 4; ++i) EXPECT_EQ(disable(kPassword).status, 200);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(disable("wrong horse 42").status, 400);
    expect_too_many(disable(kPassword));
    expect_too_many(sign_in(email, kPassword));
}

/// A code in a sign-in of its own.
Reply try_code(const Guarded& guarded, const std::string& route, const std::string& code) {
    const Person browser = guarded_server().nobody();
    const Reply begun = browser.post("/auth/sign-in/email", credentials(guarded.email), from_anywhere());
    EXPECT_EQ(begun.body, R"({"twoFactorRedirect":true})");
    return browser.post("/auth/two-factor/" + route, code_json(code), from_anywhere());
}

TEST(Tries, OfCodesAreCountedByTheAccountWhateverTheSignIn) {  // LIMIT-7, LIMIT-9
    const Guarded ada = guard(guarded_server());
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(try_code(ada, "verify-backup-code", ada.backup_codes[static_cast<std::size_t>(i)]).status, 200);
        EXPECT_EQ(try_code(ada, "verify-totp", ada.app.code()).status, 200);
        forget_last_code(guarded_server(), ada);
    }
    EXPECT_EQ(try_code(ada, "verify-backup-code", "wrong").status, 401);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(try_code(ada, "verify-totp", ada.app.wrong_code()).status, 401);
    expect_too_many(try_code(ada, "verify-totp", ada.app.code()));
    expect_too_many(try_code(ada, "verify-backup-code", ada.backup_codes[9]));
    expect_too_many(ada.person.post("/auth/two-factor/verify-totp", code_json(ada.app.code()), from_anywhere()));
    EXPECT_EQ(sign_in(ada.email, kPassword).status, 200) << "passwords count by themselves";
}

}  // namespace
}  // namespace pictbook::test
