#include "mail_house.hpp"

#include <atomic>
#include <thread>

namespace pictbook::test {

const SmtpServer& mailbox() {
    static const SmtpServer smtp;
    return smtp;
}

TestServer::Settings settings_with(const SmtpServer& smtp, TestServer::Settings more) {
    for (const auto& [name, value] : smtp.settings()) more.emplace(name, value);
    more.emplace("LOG_LEVEL", "error");
    return more;
}

TestServer& mailing_server() {
    static TestServer server(settings_with(mailbox()));
    return server;
}

Newcomer sign_up_by_mail(const TestServer& server, const SmtpServer& smtp) {
    Newcomer out{server.nobody(), new_email(), "", {}};
    const Reply reply = out.person.post("/auth/sign-up/email", sign_up_json(out.email));
    EXPECT_EQ(reply.status, 200) << reply.body;
    out.id = reply.at("/user/id");
    out.welcome = smtp.wait_for(out.email);
    return out;
}

Newcomer sign_up_verified() {
    Newcomer out = sign_up_by_mail();
    EXPECT_EQ(out.person.get(out.welcome.link()).status, 302);
    EXPECT_EQ(out.person.get("/auth/get-session").at("/user/emailVerified"), "true");
    return out;
}

std::string without_callback(const std::string& link) {
    const std::size_t begin = link.find("callbackURL="), end = std::min(link.find('&', begin), link.size());
    return link.substr(0, begin - 1) + link.substr(end);
}

std::string token_in(const std::string& link) {
    const std::size_t query = link.find("token=");
    const std::size_t begin = query == link.npos ? link.rfind('/') + 1 : query + 6;
    return link.substr(begin, link.find_first_of("?&", begin) - begin);
}

std::string ask_for_reset(const TestServer& server, const SmtpServer& smtp, const std::string& email,
                          std::size_t number) {
    const Reply reply = server.nobody().post("/auth/forget-password", R"({"email":")" + email + R"("})");
    EXPECT_EQ(reply.body, R"({"status":true})");
    return smtp.wait_for(email, number).link();
}

std::string new_password_json(const std::string& token, const std::string& password) {
    return R"({"token":")" + token + R"(","newPassword":")" + password + R"("})";
}

int count_successes(int threads, const std::function<Reply()>& request) {
    std::atomic<int> successes = 0;
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) all.emplace_back([&] { successes += request().status == 200 ? 1 : 0; });
    for (std::thread& thread : all) thread.join();
    return successes;
}

WebSocketClient join_canvas(const Person& person, const std::string& book) {
    WebSocketClient socket;
    EXPECT_EQ(socket.connect(person.port(), "/canvas/" + book, {{"Cookie", person.cookie_header()}}).status, 101);
    socket.send_text("?");  // is refused by the room, so the socket is in it
    EXPECT_FALSE(socket.expect_text(std::chrono::seconds(10)).empty());
    return socket;
}

std::string count_waiting(const TestServer& server, const std::string& email) {
    return sql(server, R"(SELECT COUNT(*) FROM "Mail" WHERE "recipient" = ')" + email + "'");
}

void expect_no_other_mail(const std::string& recipient, std::size_t count) {
    sign_up_by_mail();
    EXPECT_EQ(mailbox().mails_to(recipient).size(), count);
}

}  // namespace pictbook::test
