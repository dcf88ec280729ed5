#include "calls.hpp"

#include <unistd.h>

#include <atomic>

#include "base/clock.hpp"
#include "support/database.hpp"

namespace pictbook::test {

std::string new_email() {
    static std::atomic<int> count = 0;
    return "new-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + "@example.com";
}

std::string credentials(const std::string& email, const std::string& password, const std::string& more) {
    return R"({"email":")" + email + R"(","password":")" + password + R"(")" + (more.empty() ? "" : "," + more) + "}";
}

std::string sign_up_json(const std::string& email, const std::string& password, const std::string& name) {
    return credentials(email, password, R"("name":")" + name + R"(")");
}

Person sign_in_again(const Person& person, const std::string& more) {
    Person other(person.port());
    const Reply reply = other.post("/auth/sign-in/email", credentials(email_of(person), kPassword, more));
    EXPECT_EQ(reply.status, 200) << reply.body;
    return other;
}

std::string token_of(const Person& person) {
    const std::string value = person.cookies[kToken];
    return value.substr(0, value.find('.'));
}

std::string set_cookie(const Reply& reply, const std::string& name) {
    for (const std::string& line : reply.all("Set-Cookie"))
        if (line.starts_with(name + "=")) return line;
    return "";
}

bool is_signed_in(const Person& person) { return person.get("/auth/get-session").body != "null"; }

void expect_error(const Reply& reply, int status, const std::string& message, const std::string& code) {
    EXPECT_EQ(reply.status, status) << reply.body;
    EXPECT_TRUE(reply.header("Content-Type").starts_with("application/json")) << reply.header("Content-Type");
    EXPECT_EQ(reply.at("/message"), message);
    EXPECT_EQ(reply.at("/code"), code);
}

std::string sql(const TestServer& server, const std::string& statement) { return Database(server).value(statement); }

void set_session_end(const TestServer& server, const std::string& token, std::chrono::milliseconds from_now) {
    sql(server,
        "UPDATE \"Session\" SET \"expiresAt\" = '" + to_sql(now() + from_now) + "' WHERE \"token\" = '" + token + "'");
}

void make_session_old(const TestServer& server, const std::string& token) {
    sql(server, R"(UPDATE "Session" SET "createdAt" = ')" + to_sql(now() - std::chrono::hours(25)) +
                    R"(' WHERE "token" = ')" + token + "'");
}

}  // namespace pictbook::test
