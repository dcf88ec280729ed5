// Another e-mail address, by mail: MAIL-29 to MAIL-34.
#include "mail_house.hpp"

namespace pictbook::test {
namespace {

Reply ask_for(const Newcomer& person, const std::string& email) {
    return person.person.post("/auth/change-email", R"({"newEmail":")" + email + R"("})");
}

std::string now_of(const Newcomer& person) { return email_of(person.person); }

// MAIL-30, MAIL-34
TEST(ChangeByMail, AnUnverifiedAddressIsGivenUpForAConfirmedOne) {
    const Newcomer ada = sign_up_by_mail();
    const std::string next = new_email();
    EXPECT_EQ(ask_for(ada, next).body, R"({"status":true})");
    const ArrivedMail mail = mailbox().wait_for(next);
    EXPECT_EQ(mail.subject(), "Confirm your new e-mail address for Pictbook");
    EXPECT_EQ(now_of(ada), ada.email);
    const Reply reply = ada.person.get(without_callback(mail.link()));
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.at("/user/email"), next);
    EXPECT_EQ(reply.at("/user/emailVerified"), "true");
    EXPECT_EQ(now_of(ada), next);
    const ArrivedMail notice = mailbox().wait_for(ada.email, 1);
    EXPECT_EQ(notice.subject(), "The e-mail address of your Pictbook account was changed");
    EXPECT_EQ(mailing_server().nobody().post("/auth/sign-in/email", credentials(next)).status, 200);
    EXPECT_EQ(mailing_server().nobody().post("/auth/sign-in/email", credentials(ada.email)).status, 401);
}

// MAIL-30, MAIL-31
TEST(ChangeByMail, WithNobodyToAskNeedsAFreshSession) {
    const Newcomer ada = sign_up_by_mail(), grace = sign_up_verified();
    const std::string next = new_email();
    for (const Newcomer& person : {ada, grace}) make_session_old(mailing_server(), token_of(person.person));
    expect_error(ask_for(ada, next), 403, "Session is not fresh", "SESSION_IS_NOT_FRESH");
    EXPECT_EQ(ask_for(grace, next).body, R"({"status":true})");
    expect_no_other_mail(next, 0);
    EXPECT_EQ(ada.person.post("/auth/sign-in/email", credentials(ada.email)).status, 200);
    EXPECT_EQ(ask_for(ada, next).body, R"({"status":true})");
    mailbox().wait_for(next);
}

// MAIL-31, MAIL-34
TEST(ChangeByMail, AVerifiedAddressIsAskedFirst) {
    const Newcomer ada = sign_up_verified();
    const std::string next = new_email();
    EXPECT_EQ(ask_for(ada, next).body, R"({"status":true})");
    const ArrivedMail first = mailbox().wait_for(ada.email, 1);
    EXPECT_EQ(first.subject(), "Change the e-mail address of your Pictbook account?");
    EXPECT_NE(first.plain.find(next), std::string::npos);
    EXPECT_TRUE(mailbox().mails_to(next).empty());
    const Reply half = ada.person.get(without_callback(first.link()));
    EXPECT_EQ(half.body, R"({"user":null,"status":true})");
    const ArrivedMail second = mailbox().wait_for(next);
    EXPECT_EQ(now_of(ada), ada.email);
    EXPECT_EQ(ada.person.get(second.link()).header("Location"), "http://localhost:3000/");
    EXPECT_EQ(now_of(ada), next);
    EXPECT_EQ(mailbox().wait_for(ada.email, 2).html.find("<a "), std::string::npos);
}

// MAIL-32
TEST(ChangeByMail, LinksWorkInASessionOfThePersonOnly) {
    const Newcomer ada = sign_up_verified(), grace = sign_up_by_mail();
    const std::string next = new_email();
    ask_for(ada, next);
    std::string link = mailbox().wait_for(ada.email, 1).link();
    const auto is_refused = [&](const Person& person) {
        expect_error(person.get(without_callback(link)), 401, "unauthorized", "UNAUTHORIZED");
        EXPECT_EQ(person.get(link).header("Location"), "http://localhost:3000/?error=unauthorized");
    };
    is_refused(mailing_server().nobody());
    is_refused(grace.person);
    EXPECT_EQ(ada.person.get(link).header("Location"), "http://localhost:3000/");
    link = mailbox().wait_for(next).link();
    is_refused(mailing_server().nobody());
    is_refused(grace.person);
    EXPECT_EQ(ada.person.get(link).header("Location"), "http://localhost:3000/");
    EXPECT_EQ(now_of(ada), next);
}

// MAIL-33
TEST(ChangeByMail, AnAddressOfSomebodyElseIsNotToldApart) {
    const Newcomer grace = sign_up_by_mail(), ada = sign_up_by_mail(), eve = sign_up_verified();
    EXPECT_EQ(ask_for(ada, grace.email).body, R"({"status":true})");
    const ArrivedMail notice = mailbox().wait_for(grace.email, 1);
    EXPECT_EQ(notice.subject(), "You already have a Pictbook account");
    EXPECT_EQ(notice.html.find("<a "), std::string::npos);
    EXPECT_EQ(ask_for(eve, grace.email).body, R"({"status":true})");
    const Reply half = eve.person.get(without_callback(mailbox().wait_for(eve.email, 1).link()));
    EXPECT_EQ(half.body, R"({"user":null,"status":true})");
    EXPECT_EQ(mailbox().wait_for(grace.email, 2).subject(), notice.subject());
    EXPECT_EQ(now_of(ada), ada.email);
    EXPECT_EQ(now_of(eve), eve.email);
}

// MAIL-33
TEST(ChangeByMail, AnAddressThatIsTakenMeanwhileIsNotGiven) {
    const Newcomer ada = sign_up_by_mail();
    const std::string next = new_email();
    ask_for(ada, next);
    const std::string link = mailbox().wait_for(next).link();
    EXPECT_EQ(mailing_server().nobody().post("/auth/sign-up/email", sign_up_json(next)).status, 200);
    expect_error(ada.person.get(without_callback(link)), 401, "invalid_token", "INVALID_TOKEN");
    EXPECT_EQ(now_of(ada), ada.email);
}

// MAIL-52
TEST(ChangeByMail, OnceVerifiedThePresentAddressIsAskedAfterAll) {
    const Newcomer ada = sign_up_by_mail();
    const std::string next = new_email();
    ask_for(ada, next);
    const std::string link = mailbox().wait_for(next).link();
    EXPECT_EQ(ada.person.get(ada.welcome.link()).status, 302);
    expect_error(ada.person.get(without_callback(link)), 401, "invalid_token", "INVALID_TOKEN");
    EXPECT_EQ(now_of(ada), ada.email);
}

// MAIL-29
TEST(ChangeByMail, SaysWhatIsWrong) {
    const Newcomer ada = sign_up_by_mail();
    const Reply nobody = mailing_server().nobody().post("/auth/change-email", R"({"newEmail":"ada@example.org"})");
    expect_error(nobody, 401, "", "UNAUTHORIZED");
    expect_error(ask_for(ada, ada.email), 400, "Email is the same", "EMAIL_IS_THE_SAME");
    expect_error(ask_for(ada, "no address"), 400, "Invalid email", "INVALID_EMAIL");
}

}  // namespace
}  // namespace pictbook::test
