// That an e-mail address is somebody's, by mail: MAIL-25 to MAIL-28.
#include "mail_house.hpp"

namespace pictbook::test {
namespace {

std::string is_verified(const Newcomer& ada) { return ada.person.get("/auth/get-session").at("/user/emailVerified"); }

// MAIL-18, MAIL-25, MAIL-27
TEST(VerifyByMail, SignUpWritesALinkThatVerifies) {
    const Newcomer ada = sign_up_by_mail();
    EXPECT_EQ(is_verified(ada), "false");
    EXPECT_EQ(ada.welcome.subject(), "Confirm your e-mail address for Pictbook");
    const Reply reply = ada.person.get(ada.welcome.link());
    EXPECT_EQ(reply.status, 302);
    EXPECT_EQ(reply.header("Location"), "http://localhost:3000/");
    EXPECT_EQ(is_verified(ada), "true");
}

// MAIL-25
TEST(VerifyByMail, NobodyIsKeptFromSigningInUnverified) {
    const Newcomer ada = sign_up_by_mail();
    EXPECT_TRUE(is_signed_in(sign_in_again(ada.person)));
}

// MAIL-27
TEST(VerifyByMail, TheTargetOfSignUpIsWhereTheLinkLeads) {
    const std::string email = new_email();
    const Person nobody = mailing_server().nobody();
    nobody.post("/auth/sign-up/email", credentials(email, kPassword, R"("name":"Ada","callbackURL":"/welcome?a=1")"));
    const Reply reply = nobody.get(mailbox().wait_for(email).link());
    EXPECT_EQ(reply.status, 302);
    EXPECT_EQ(reply.header("Location"), "/welcome?a=1");
}

// MAIL-27
TEST(VerifyByMail, WithoutATargetThePersonIsTold) {
    const Newcomer ada = sign_up_by_mail();
    const Reply reply = ada.person.get(without_callback(ada.welcome.link()));
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.at("/status"), "true");
    EXPECT_EQ(reply.at("/user/email"), ada.email);
    EXPECT_EQ(reply.at("/user/emailVerified"), "true");
}

// MAIL-32
TEST(VerifyByMail, WhoeverOnlyHasTheMailVerifiesNothing) {
    const Newcomer eve = sign_up_by_mail(), ada = sign_up_by_mail();
    for (const Person& owner : {mailing_server().nobody(), ada.person}) {
        expect_error(owner.get(without_callback(eve.welcome.link())), 401, "unauthorized", "UNAUTHORIZED");
        EXPECT_EQ(owner.get(eve.welcome.link()).header("Location"), "http://localhost:3000/?error=unauthorized");
        EXPECT_EQ(is_verified(eve), "false");
    }
    EXPECT_EQ(eve.person.get(eve.welcome.link()).header("Location"), "http://localhost:3000/");
    EXPECT_EQ(is_verified(eve), "true");
}

// MAIL-16, MAIL-28
TEST(VerifyByMail, ALinkServesOnce) {
    const Newcomer ada = sign_up_by_mail();
    const std::string path = without_callback(ada.welcome.link());
    EXPECT_EQ(count_successes(8, [&] { return ada.person.get(path); }), 1);
    expect_error(ada.person.get(path), 401, "invalid_token", "INVALID_TOKEN");
    EXPECT_EQ(ada.person.get(ada.welcome.link()).header("Location"), "http://localhost:3000/?error=invalid_token");
}

// MAIL-16, MAIL-28
TEST(VerifyByMail, ALinkEnds) {
    const Newcomer ada = sign_up_by_mail();
    sql(mailing_server(),
        R"(UPDATE "Verification" SET "expiresAt" = '2020-01-01 00:00:00.000' WHERE "value" LIKE '%)" + ada.id + "%'");
    expect_error(ada.person.get(without_callback(ada.welcome.link())), 401, "invalid_token", "INVALID_TOKEN");
    EXPECT_EQ(is_verified(ada), "false");
}

// MAIL-16
TEST(VerifyByMail, ATokenOfAnotherKindOrNoneServesNothing) {
    const Newcomer ada = sign_up_by_mail();
    const std::string token = token_in(ada.welcome.link());
    EXPECT_EQ(token.size(), 43u);
    expect_error(ada.person.post("/auth/reset-password", new_password_json(token, "another one 42")), 400,
                 "invalid token", "INVALID_TOKEN");
    for (const std::string& wrong : {std::string(), token.substr(1), token + "x"})
        expect_error(ada.person.get("/auth/verify-email?token=" + wrong), 401, "invalid_token", "INVALID_TOKEN");
    EXPECT_EQ(ada.person.get(without_callback(ada.welcome.link())).status, 200);
}

// MAIL-16
TEST(VerifyByMail, TheDatabaseHasNoToken) {
    const Newcomer ada = sign_up_by_mail();
    const std::string token = token_in(ada.welcome.link());
    const std::string found =
        sql(mailing_server(), R"(SELECT COUNT(*) FROM "Verification" WHERE "identifier" LIKE '%)" + token +
                                  R"(%' OR "value" LIKE '%)" + token + "%'");
    EXPECT_EQ(found, "0");
}

// MAIL-26
TEST(VerifyByMail, IsSentAgainToWhoNeedsItWithoutTellingWhoThatIs) {
    const Newcomer ada = sign_up_by_mail(), grace = sign_up_verified();
    const std::string unknown = new_email();
    const Person nobody = mailing_server().nobody();
    for (const std::string& email : {ada.email, grace.email, unknown}) {
        const Reply reply = nobody.post("/auth/send-verification-email", R"({"email":")" + email + R"("})");
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.body, R"({"status":true})");
    }
    EXPECT_EQ(ada.person.get(mailbox().wait_for(ada.email, 1).link()).status, 302);
    EXPECT_EQ(is_verified(ada), "true");
    expect_no_other_mail(grace.email, 1);
    EXPECT_TRUE(mailbox().mails_to(unknown).empty());
    expect_error(nobody.post("/auth/send-verification-email", R"({"email":"no address"})"), 400, "Invalid email",
                 "INVALID_EMAIL");
    EXPECT_EQ(nobody.post("/auth/send-verification-email", R"({"email":7})").at("/code"), "INVALID_EMAIL");
}

// MAIL-17
TEST(VerifyByMail, ALinkOfAnEarlierAddressServesNoMore) {
    const Newcomer ada = sign_up_by_mail();
    sql(mailing_server(), R"(UPDATE "User" SET "email" = 'new)" + ada.email + R"(' WHERE "id" = ')" + ada.id + "'");
    expect_error(ada.person.get(without_callback(ada.welcome.link())), 401, "invalid_token", "INVALID_TOKEN");
}

}  // namespace
}  // namespace pictbook::test
