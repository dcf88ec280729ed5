// Where /auth may send a browser.
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "calls.hpp"

namespace pictbook::test {
namespace {

const std::vector<std::string> kForeign{"//evil.example",
                                        "/\\\\evil.example",
                                        "https://evil.example/x",
                                        "javascript:alert(1)",
                                        "http://localhost:3000@evil.example",
                                        "/%2Fevil.example",
                                        "/%5cevil.example",
                                        "http://localhost:3000.evil.example"};

std::string member(const std::string& name, const std::string& value) { return "\"" + name + "\":\"" + value + "\""; }

// AUTH-48, AUTH-49, AUTH-50
TEST(Targets, ForeignOnesOfASignInAreRefusedBeforeAnythingHappens) {
    const Person ada = shared_server().sign_up();
    const std::string email = email_of(ada);
    for (const std::string& target : kForeign) {
        const Reply reply = shared_server().nobody().post("/auth/sign-in/email",
                                                          credentials(email, kPassword, member("callbackURL", target)));
        expect_error(reply, 403, "Invalid callbackURL", "INVALID_CALLBACKURL");
        EXPECT_FALSE(reply.has("Set-Cookie"));
    }
    EXPECT_EQ(ada.get("/auth/list-sessions").json().as_array().size(), 1u);
}

// AUTH-48
TEST(Targets, OwnOnesAreTaken) {
    const Person ada = shared_server().sign_up();
    const std::string own = "http://localhost:" + std::to_string(ada.port()) + "/docs";
    for (const std::string& target : {std::string("/projects?x=1"), std::string("http://localhost:3000/home"), own}) {
        const Reply reply = shared_server().nobody().post(
            "/auth/sign-in/email", credentials(email_of(ada), kPassword, member("callbackURL", target)));
        EXPECT_EQ(reply.status, 200) << target << reply.body;
        EXPECT_EQ(reply.at("/url"), target);
    }
}

// AUTH-49
TEST(Targets, AForeignOneMakesNoAccount) {
    const std::string email = new_email(), bad = member("callbackURL", "//evil.example");
    const Person nobody = shared_server().nobody();
    const std::string json = credentials(email, kPassword, R"("name":"Ada",)" + bad);
    expect_error(nobody.post("/auth/sign-up/email", json), 403, "Invalid callbackURL", "INVALID_CALLBACKURL");
    const std::string query = "?callbackURL=" + percent_encode("https://evil.example");
    expect_error(nobody.post("/auth/sign-up/email" + query, sign_up_json(email)), 403, "Invalid callbackURL",
                 "INVALID_CALLBACKURL");
    EXPECT_EQ(nobody.post("/auth/sign-up/email", sign_up_json(email)).status, 200);
}

// AUTH-48, AUTH-49
TEST(Targets, EveryFieldIsCheckedUnderItsName) {
    const Person nobody = shared_server().nobody();
    for (const std::string name : {"callbackURL", "errorCallbackURL", "newUserCallbackURL"}) {
        const std::string json = R"({"provider":"google",)" + member(name, "https://evil.example") + "}";
        const Reply reply = nobody.post("/auth/sign-in/social", json);
        EXPECT_EQ(reply.status, 403) << name;
        EXPECT_EQ(reply.at("/message"), "Invalid " + name);
    }
    const std::string mail = R"({"email":"ada@example.com",)";
    EXPECT_EQ(nobody.post("/auth/forget-password", mail + member("redirectTo", "//evil.example") + "}").at("/code"),
              "INVALID_REDIRECTURL");
    EXPECT_EQ(nobody.post("/auth/send-verification-email", mail + member("callbackURL", "//evil.example") + "}").status,
              403);
    EXPECT_EQ(
        nobody.post("/auth/change-email", R"({"newEmail":"a@b.de",)" + member("callbackURL", "//evil.example") + "}")
            .status,
        403);
    for (const char* path : {"/auth/verify-email?token=x&callbackURL=%2F%2Fevil.example",
                             "/auth/reset-password/x?callbackURL=https%3A%2F%2Fevil.example"})
        expect_error(nobody.get(path), 403, "Invalid callbackURL", "INVALID_CALLBACKURL");
}

// AUTH-50
TEST(Targets, AForgedHostMakesNoOriginOurs) {
    const Person ada = shared_server().sign_up();
    const std::string json = credentials(email_of(ada), kPassword, member("callbackURL", "http://evil.example/x"));
    const Reply reply = shared_server().nobody().post("/auth/sign-in/email", json, {{"Host", "evil.example"}});
    expect_error(reply, 403, "Invalid callbackURL", "INVALID_CALLBACKURL");
}

}  // namespace
}  // namespace pictbook::test
