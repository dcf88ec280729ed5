// New passwords that are guessed first: AUTH-60.
#include "mail_house.hpp"

namespace pictbook::test {
namespace {

void expect_easy(const Reply& reply) {
    expect_error(reply, 400, "Password too easy to guess", "PASSWORD_COMPROMISED");
    EXPECT_FALSE(reply.has("Set-Cookie"));
}

// AUTH-60, AUTH-21
TEST(CommonPasswords, MakeNoAccount) {
    const Person nobody = shared_server().nobody();
    const std::string email = new_email();
    for (const std::string& password :
         {std::string("Password123"), std::string("pictbook 2026"), std::string("Ada-12345"), email})
        expect_easy(nobody.post("/auth/sign-up/email", sign_up_json(email, password)));
    EXPECT_EQ(nobody.post("/auth/sign-up/email", sign_up_json(email)).status, 200);
}

// AUTH-60
TEST(CommonPasswords, AreNotChangedTo) {
    const Person ada = shared_server().sign_up();
    const auto change_to = [&](const std::string& password) {
        return ada.post("/auth/change-password",
                        R"({"currentPassword":")" + kPassword + R"(","newPassword":")" + password + R"("})");
    };
    expect_easy(change_to("password123"));
    expect_easy(change_to(email_of(ada)));
    EXPECT_TRUE(is_signed_in(sign_in_again(ada)));
}

// AUTH-60, MAIL-21
TEST(CommonPasswords, AreNotSetByAResetWhoseTokenStaysGood) {
    const Newcomer ada = sign_up_by_mail();
    const std::string token = token_in(ask_for_reset(mailing_server(), mailbox(), ada.email, 1));
    const auto reset = [&](const std::string& password) {
        return mailing_server().nobody().post("/auth/reset-password", new_password_json(token, password));
    };
    expect_easy(reset("password123"));
    expect_easy(reset(ada.email));
    EXPECT_EQ(reset("another one 42").status, 200);
}

// AUTH-60
TEST(CommonPasswords, ThatPeopleHaveStillSignIn) {
    const Person ada = shared_server().sign_up();
    sql(shared_server(),
        R"(UPDATE "Account" SET "password" = '00112233445566778899aabbccddeeff:73122e887cfc14f91396cdef78dfe4b9dec28d459037601c4904cedba5a637ab97b39b40c236df5d42881d0109ca8cf0f85e39dbaba2911c190915bd8f30fe85' WHERE "userId" = ')" +
            user_id(ada) + "'");
    const Person browser = shared_server().nobody();
    EXPECT_EQ(browser.post("/auth/sign-in/email", credentials(email_of(ada), "password123")).status, 200);
    EXPECT_TRUE(is_signed_in(browser));
    const std::string change = R"({"currentPassword":"password123","newPassword":"another one 42"})";
    EXPECT_EQ(browser.post("/auth/change-password", change).status, 200);
}

}  // namespace
}  // namespace pictbook::test
