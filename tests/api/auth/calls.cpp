#include "calls.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <atomic>

#include "base/clock.hpp"

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

std::string sql(const TestServer& server, const std::string& statement) {
    sqlite3* database = nullptr;
    const std::string file = (server.folder() / "data" / "pictbook.db").string();
    EXPECT_EQ(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
    sqlite3_busy_timeout(database, 10'000);
    std::string out;
    const auto keep = [](void* to, int, char** values, char**) {
        *static_cast<std::string*>(to) = values[0] ? values[0] : "";
        return 0;
    };
    char* failure = nullptr;
    EXPECT_EQ(sqlite3_exec(database, statement.c_str(), keep, &out, &failure), SQLITE_OK) << (failure ? failure : "");
    sqlite3_free(failure);
    sqlite3_close(database);
    return out;
}

void set_session_end(const TestServer& server, const std::string& token, std::chrono::milliseconds from_now) {
    sql(server,
        "UPDATE \"Session\" SET \"expiresAt\" = '" + to_sql(now() + from_now) + "' WHERE \"token\" = '" + token + "'");
}

}  // namespace pictbook::test
