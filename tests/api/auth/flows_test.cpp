// Providers, mails and pages: what is switched off says so.
#include <gtest/gtest.h>

#include "calls.hpp"

namespace pictbook::test {
namespace {

// AUTH-40
TEST(SocialSignIn, WithoutAProviderIsNotFound) {
    const Person ada = shared_server().sign_up();
    for (const char* path : {"/auth/sign-in/social", "/auth/link-social"}) {
        expect_error(ada.post(path, R"({"provider":"google"})"), 404, "Provider not found", "PROVIDER_NOT_FOUND");
        EXPECT_EQ(ada.post(path, R"({"provider":"no such thing"})").status, 400);
        EXPECT_EQ(ada.post(path, "{}").status, 400);
        EXPECT_EQ(ada.post(path).status, 400);
    }
}

// AUTH-41
TEST(Callback, SaysWhatIsWrong) {
    const auto location = [](const std::string& query) {
        const Reply reply = shared_server().nobody().get("/auth/callback/google" + query);
        EXPECT_EQ(reply.status, 302);
        EXPECT_FALSE(reply.has("Set-Cookie"));
        const std::string whole = reply.header("Location");
        return whole.substr(std::min(whole.find("/auth/"), whole.size()));
    };
    EXPECT_EQ(location(""), "/auth/error?error=state_not_found");
    EXPECT_EQ(location("?code=c"), "/auth/error?error=state_not_found");
    EXPECT_EQ(location("?code=c&state=unknown"), "/auth/error?error=please_restart_the_process");
    EXPECT_EQ(location("?state=s"), "/auth/error?error=no_code");
    EXPECT_EQ(location("?state=s&error=access_denied&error_description=a%0d%0ab"),
              "/auth/error?error=access_denied&error_description=a%0D%0Ab");
}

// AUTH-42, AUTH-43, AUTH-44, AUTH-57
TEST(Mails, AreSwitchedOff) {
    const Person ada = shared_server().sign_up();
    const std::string address = R"({"email":"ada@example.com","newEmail":"ada@example.org","redirectTo":"/reset"})";
    for (const std::string& body : {address, std::string(), std::string("{}"), std::string(R"({"email":7})")}) {
        for (const char* name : {"/auth/forget-password", "/auth/request-password-reset"})
            expect_error(ada.post(name, body), 400, "Reset password isn't enabled", "RESET_PASSWORD_ISNT_ENABLED");
        expect_error(ada.post("/auth/reset-password", body), 400, "invalid token", "INVALID_TOKEN");
        expect_error(ada.post("/auth/send-verification-email", body), 400, "Verification email isn't enabled",
                     "VERIFICATION_EMAIL_ISNT_ENABLED");
        expect_error(ada.post("/auth/change-email", body), 400, "Change email is disabled", "CHANGE_EMAIL_IS_DISABLED");
    }
    const Reply reset = ada.get("/auth/reset-password/abc?callbackURL=/reset");
    EXPECT_EQ(reset.status, 302);
    EXPECT_EQ(reset.header("Location"), "/reset?error=INVALID_TOKEN");
}

// AUTH-45
TEST(Mails, NoTokenVerifiesAnAddress) {
    const Person nobody = shared_server().nobody();
    expect_error(nobody.get("/auth/verify-email?token=x"), 401, "invalid_token", "INVALID_TOKEN");
    const Reply reply = nobody.get("/auth/verify-email?token=x&callbackURL=%2Fwelcome%3Fa%3D1");
    EXPECT_EQ(reply.status, 302);
    EXPECT_EQ(reply.header("Location"), "/welcome?a=1&error=invalid_token");
}

// AUTH-46
TEST(DeleteUser, IsNotThereAndDeletesNothing) {
    const Person ada = shared_server().sign_up();
    expect_error(ada.post("/auth/delete-user", "{}"), 404, "", "NOT_FOUND");
    EXPECT_TRUE(is_signed_in(ada));
    EXPECT_TRUE(is_signed_in(sign_in_again(ada)));
}

// AUTH-47
TEST(AuthPages, AnswerMonitorsAndPeople) {
    const Person nobody = shared_server().nobody();
    EXPECT_EQ(nobody.get("/auth/ok").body, R"({"ok":true})");
    const Reply page = nobody.get("/auth/error?error=%3Cscript%3Ealert(1)%3C/script%3E%22");
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(page.header("Content-Type").starts_with("text/html"));
    EXPECT_NE(page.body.find("&lt;script&gt;alert(1)&lt;/script&gt;&quot;"), std::string::npos);
    EXPECT_EQ(page.body.find("<script"), std::string::npos);
    EXPECT_TRUE(page.header("Content-Security-Policy").starts_with("default-src 'none'"));
}

// AUTH-3
TEST(AuthRoutes, OtherMethodsAndPathsAreNotFoundWithoutABody) {
    const Person ada = shared_server().sign_up();
    for (const Reply& reply :
         {ada.post("/auth/get-session", "{}"), ada.get("/auth/sign-out"), ada.get("/auth/sign-in/email"),
          ada.put("/auth/update-user", "{}"), ada.get("/auth/no-such-thing"), ada.get("/auth")}) {
        EXPECT_EQ(reply.status, 404);
        EXPECT_EQ(reply.body, "");
    }
    EXPECT_TRUE(is_signed_in(ada));
}

}  // namespace
}  // namespace pictbook::test
