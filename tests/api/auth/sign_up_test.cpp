// Making an account.
#include <gtest/gtest.h>

#include <thread>

#include "calls.hpp"

namespace pictbook::test {
namespace {

// AUTH-16, AUTH-2
TEST(SignUp, GivesTheUserAndASession) {
    const Person ada = shared_server().nobody();
    const std::string email = new_email();
    const Reply reply = ada.post("/auth/sign-up/email", sign_up_json("Ada." + email));
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.at("/user/email"), "ada." + email);
    EXPECT_EQ(reply.at("/user/name"), "Ada");
    EXPECT_EQ(reply.at("/user/image"), "null");
    EXPECT_EQ(reply.at("/user/emailVerified"), "false");
    EXPECT_EQ(reply.at("/user/id").size(), 32u);
    EXPECT_EQ(reply.at("/user/createdAt").size(), 24u);
    EXPECT_EQ(reply.json().at("user").as_object().size(), 7u);
    EXPECT_EQ(reply.at("/token"), token_of(ada));
    EXPECT_EQ(ada.get("/auth/get-session").at("/user/id"), reply.at("/user/id"));
    EXPECT_EQ(reply.body.find("assword"), std::string::npos);
}

TEST(SignUp, KeepsAnImage) {
    const Person ada = shared_server().nobody();
    const std::string more = R"("name":"Ada","image":"https://example.com/a.png")";
    const Reply reply = ada.post("/auth/sign-up/email", credentials(new_email(), kPassword, more));
    EXPECT_EQ(reply.at("/user/image"), "https://example.com/a.png");
}

// AUTH-17, AUTH-21, AUTH-1
TEST(SignUp, RefusesWhatIsNoAddress) {
    const Person ada = shared_server().nobody();
    for (const char* email : {"", "ada", "a da@example.com", ".ada@example.com", "a..b@example.com", "ada@example",
                              "ada@example.c", "äda@example.com", "ada@exämple.com"}) {
        const Reply reply = ada.post("/auth/sign-up/email", sign_up_json(email));
        expect_error(reply, 400, "Invalid email", "INVALID_EMAIL");
        EXPECT_FALSE(reply.has("Set-Cookie")) << email;
    }
    for (const char* body : {"", "{}", "[]", "7", R"({"name":"Ada","password":"correct horse 42"})", R"({"email":5})"})
        expect_error(ada.post("/auth/sign-up/email", body), 400, "Invalid email", "INVALID_EMAIL");
}

// AUTH-18, AUTH-21
TEST(SignUp, BoundsThePasswordInUtf16Units) {
    const Person ada = shared_server().nobody();
    const auto attempt = [&](const std::string& password) {
        return ada.post("/auth/sign-up/email", sign_up_json(new_email(), password));
    };
    std::string faces;  // two units each
    for (int i = 0; i < 64; ++i) faces += "😀";
    expect_error(attempt("1234567"), 400, "Password too short", "PASSWORD_TOO_SHORT");
    expect_error(attempt("äöüäöüä"), 400, "Password too short", "PASSWORD_TOO_SHORT");
    expect_error(attempt(std::string(129, 'x')), 400, "Password too long", "PASSWORD_TOO_LONG");
    expect_error(attempt(faces + "x"), 400, "Password too long", "PASSWORD_TOO_LONG");
    EXPECT_FALSE(attempt("1234567").has("Set-Cookie"));
    EXPECT_EQ(attempt("7 horses").status, 200);
    EXPECT_EQ(attempt(std::string(128, 'x')).status, 200);
    EXPECT_EQ(attempt(faces).status, 200);
}

// AUTH-20
TEST(SignUp, NeedsANameThatABookCanShow) {
    const Person ada = shared_server().nobody();
    const auto attempt = [&](const std::string& more) {
        return ada.post("/auth/sign-up/email", credentials(new_email(), kPassword, more)).status;
    };
    EXPECT_EQ(attempt(""), 400);
    EXPECT_EQ(attempt(R"("name":"A")"), 400);
    EXPECT_EQ(attempt(R"("name":7)"), 400);
    EXPECT_EQ(attempt(R"("name":")" + std::string(101, 'x') + R"(")"), 400);
    EXPECT_EQ(attempt(R"("name":"A\u0000B")"), 422);
    EXPECT_EQ(attempt(R"("name":"Al")"), 200);
    EXPECT_EQ(attempt(R"("name":")" + std::string(100, 'x') + R"(")"), 200);
}

// AUTH-19, AUTH-21
TEST(SignUp, RefusesAKnownAddressInAnyCase) {
    const std::string email = new_email();
    ASSERT_EQ(shared_server().nobody().post("/auth/sign-up/email", sign_up_json(email)).status, 200);
    for (const std::string& again : {email, "NEW" + email.substr(3)}) {
        const Reply reply = shared_server().nobody().post("/auth/sign-up/email", sign_up_json(again));
        expect_error(reply, 422, "User already exists", "USER_ALREADY_EXISTS");
        EXPECT_FALSE(reply.has("Set-Cookie"));
    }
}

// AUTH-19
TEST(SignUp, OfConcurrentOnesExactlyOneSucceeds) {
    const std::string email = new_email();
    std::atomic<int> made = 0, refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            const Reply reply = shared_server().nobody().post("/auth/sign-up/email", sign_up_json(email));
            if (reply.status == 200) ++made;
            if (reply.status == 422 && reply.at("/code") == "USER_ALREADY_EXISTS") ++refused;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(made, 1);
    EXPECT_EQ(refused, 7);
    EXPECT_EQ(sql(shared_server(),
                  R"(SELECT COUNT(*) FROM "Account" a JOIN "User" u ON u."id" = a."userId" WHERE u."email" = ')" +
                      email + "'"),
              "1");
}

// AUTH-22
TEST(SignUp, StoresTheHashAsTheOriginalDoes) {
    const Person ada = shared_server().sign_up();
    const std::string hash =
        sql(shared_server(), R"(SELECT "password" FROM "Account" WHERE "userId" = ')" + user_id(ada) + "'");
    ASSERT_EQ(hash.size(), 32u + 1 + 128) << hash;
    EXPECT_EQ(hash[32], ':');
}

// AUTH-22: the hash of "correct horse 42" as the original made it.
TEST(SignUp, AnAdoptedPasswordSignsIn) {
    const Person ada = shared_server().sign_up();
    sql(shared_server(),
        R"(UPDATE "Account" SET "password" = '7be77719a92968a67ee38474bc872c0b:92245a348a00f580e47bdd3086db21d2a0fac0aef02914c9d1001)"
        R"(b5a21a8d798108b8da416060a767d08f5156fada04d0c0eb2ed107e82a6728e1827b518e37d' WHERE "userId" = ')" +
            user_id(ada) + "'");
    EXPECT_TRUE(is_signed_in(sign_in_again(ada)));
}

}  // namespace
}  // namespace pictbook::test
