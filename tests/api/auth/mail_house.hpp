// A server whose mails arrive at an SMTP server of the tests, and what the tests of the flows by mail do again and again.
#pragma once

#include <functional>

#include "calls.hpp"
#include "support/comes_true.hpp"
#include "support/smtp.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::test {

/// Both live until the program ends.
const SmtpServer& mailbox();
TestServer& mailing_server();
/// The settings of one more server that hands its mails over there.
TestServer::Settings settings_with(const SmtpServer& smtp, TestServer::Settings more = {});

/// Somebody who has just signed up there, with the mail that sign-up wrote.
struct Newcomer {
    Person person;
    std::string email;
    std::string id;
    ArrivedMail welcome;
};
Newcomer sign_up_by_mail(const TestServer& server = mailing_server(), const SmtpServer& smtp = mailbox());
/// The same, with the address verified by the mail's link.
Newcomer sign_up_verified();

/// The path of a link that comes without the callbackURL, so that the answer is JSON.
std::string without_callback(const std::string& link);
/// The token that the link carries, in its path or its query.
std::string token_in(const std::string& link);
/// Asks for a mail to reset the password, and gives its link: mail number `number` to that address.
std::string ask_for_reset(const TestServer& server, const SmtpServer& smtp, const std::string& email,
                          std::size_t number);
std::string new_password_json(const std::string& token, const std::string& password);
/// How many answer 200 of requests that are made at the same time.
int count_successes(int threads, const std::function<Reply()>& request);
/// A canvas socket that is in its book's room.
WebSocketClient join_canvas(const Person& person, const std::string& book);
/// How many mails to that address wait in the database.
std::string count_waiting(const TestServer& server, const std::string& email);
/// Once a later mail is there, whatever was written before would be too.
void expect_no_other_mail(const std::string& recipient, std::size_t count);

}  // namespace pictbook::test
