// How often /auth may be called, and what its settings change.
#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "calls.hpp"

namespace pictbook::test {
namespace {

/// Behind a proxy, so that a test can come from any address.
TestServer& limited_server() {
    static TestServer server(
        {{"RATE_LIMIT", "on"}, {"LIMIT_AUTH", "20/86400"}, {"TRUSTED_PROXIES", "127.0.0.1,10.9.0.0/16"}});
    return server;
}

HeaderList from(const std::string& addresses) { return {{"X-Forwarded-For", addresses}}; }

int statuses_until_refused(const std::string& address, const std::string& path, const std::string& body,
                           int most = 200) {
    const Person person = limited_server().nobody();
    for (int i = 0; i < most; ++i) {
        const Reply reply = body == "GET" ? person.get(path, from(address)) : person.post(path, body, from(address));
        if (reply.status == 429) return i;
    }
    return most;
}

// AUTH-51, AUTH-53
TEST(RateLimit, TheFourthSignInIsRefused) {
    const Person person = limited_server().nobody();
    const auto attempt = [&] {
        return person.post("/auth/sign-in/email", R"({"email":"no address"})", from("192.0.2.1"));
    };
    for (int i = 0; i < 3; ++i) EXPECT_EQ(attempt().status, 400);
    const Reply reply = attempt();
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(reply.body, R"({"message":"Too many requests. Please try again later."})");
    const int wait = std::stoi(reply.header("Retry-After"));
    EXPECT_GE(wait, 1);
    EXPECT_LE(wait, 4);  // a third of 10 s
    EXPECT_EQ(reply.header("X-Retry-After"), reply.header("Retry-After"));
    std::this_thread::sleep_for(std::chrono::seconds(wait));
    EXPECT_EQ(attempt().status, 400);
    EXPECT_EQ(attempt().status, 429);
}

// AUTH-51, AUTH-52
TEST(RateLimit, EachRouteHasItsOwn) {
    for (const char* path : {"/auth/sign-up/email", "/auth/sign-in/social", "/auth/change-password",
                             "/auth/change-email", "/auth/forget-password", "/auth/send-verification-email"})
        EXPECT_EQ(statuses_until_refused("192.0.2.2", path, "{}"), 3) << path;
    for (const char* path : {"/auth/ok", "/auth/get-session"})
        EXPECT_EQ(statuses_until_refused("192.0.2.2", path, "GET"), 20) << path;
}

// AUTH-57
TEST(RateLimit, TwoNamesOfARouteCountAsOne) {
    EXPECT_EQ(statuses_until_refused("192.0.2.4", "/auth/forget-password", "{}"), 3);
    EXPECT_EQ(statuses_until_refused("192.0.2.4", "/auth/request-password-reset", "{}", 1), 0);
}

// AUTH-52
TEST(RateLimit, APathWithANameInItIsOneRoute) {
    const Person person = limited_server().nobody();
    int status = 0;
    for (int i = 0; i < 21; ++i)
        status = person.get("/auth/reset-password/" + std::to_string(i), from("192.0.2.3")).status;
    EXPECT_EQ(status, 429);
}

// AUTH-54
TEST(RateLimit, CountsTheClientBehindTrustedProxies) {
    EXPECT_EQ(statuses_until_refused("192.0.2.10", "/auth/sign-up/email", "{}"), 3);
    EXPECT_EQ(statuses_until_refused("192.0.2.11", "/auth/sign-up/email", "{}"), 3);
    // What a client puts in front is not believed; our own proxies behind it are skipped.
    EXPECT_EQ(statuses_until_refused("203.0.113.9, 192.0.2.10", "/auth/sign-up/email", "{}", 1), 0);
    EXPECT_EQ(statuses_until_refused("192.0.2.11, 10.9.1.1", "/auth/sign-up/email", "{}", 1), 0);
    EXPECT_EQ(statuses_until_refused("2001:db8:1:2::1", "/auth/sign-up/email", "{}"), 3);
    EXPECT_EQ(statuses_until_refused("2001:db8:1:2:ffff::9", "/auth/sign-up/email", "{}", 1), 0);
    EXPECT_EQ(statuses_until_refused("2001:db8:1:3::1", "/auth/sign-up/email", "{}", 1), 1);
}

// AUTH-54
TEST(ClientAddress, IsKeptWithTheSession) {
    const Person ada = limited_server().nobody();
    ASSERT_EQ(ada.post("/auth/sign-up/email", sign_up_json(new_email()), from("192.0.2.77")).status, 200);
    EXPECT_EQ(ada.get("/auth/get-session", from("192.0.2.77")).at("/session/ipAddress"), "192.0.2.77");
    const Person ben = shared_server().nobody();
    ASSERT_EQ(ben.post("/auth/sign-up/email", sign_up_json(new_email()), from("192.0.2.77")).status, 200);
    EXPECT_EQ(ben.get("/auth/get-session").at("/session/ipAddress"), "127.0.0.1");
}

// AUTH-55
TEST(RateLimit, SwitchedOffRefusesNothing) {
    const Person person = shared_server().nobody();
    for (int i = 0; i < 10; ++i) EXPECT_EQ(person.post("/auth/sign-in/email", "{}").status, 400);
}

// AUTH-56
TEST(PasswordPool, MoreThanItHoldsIsUnavailable) {
    const TestServer server({{"LOG_LEVEL", "error"}});
    std::vector<std::unique_ptr<Wire>> wires;
    const std::string body = credentials(new_email());
    const std::string text =
        "POST /auth/sign-in/email HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    for (unsigned i = 0; i < 64 + 2 * std::thread::hardware_concurrency() + 30; ++i) {
        wires.push_back(std::make_unique<Wire>(server.port()));
        wires.back()->send(text);
    }
    int hashed = 0, refused = 0;
    for (const auto& wire : wires) {
        const Reply reply = wire->receive(false, std::chrono::seconds(60));
        if (reply.status == 401) ++hashed;
        if (reply.status != 503) continue;
        ++refused;
        EXPECT_NE(reply.header("Retry-After"), "");
        EXPECT_NE(reply.at("/message"), "");
    }
    EXPECT_EQ(static_cast<std::size_t>(hashed + refused), wires.size());
    EXPECT_GT(refused, 0);
    EXPECT_GT(hashed, 0);
    EXPECT_EQ(server.nobody().get("/auth/ok").status, 200);
}

// AUTH-4, AUTH-5, AUTH-6, AUTH-7
TEST(Cookie, IsNamedSignedAndPlacedAsTheOriginals) {
    const Person ada = shared_server().nobody();
    const Reply reply = ada.post("/auth/sign-up/email", sign_up_json(new_email()));
    const std::string line = set_cookie(reply, kToken);
    EXPECT_TRUE(line.starts_with(std::string(kToken) + "=" + reply.at("/token") + ".")) << line;
    EXPECT_TRUE(line.ends_with("%3D; Max-Age=604800; Domain=localhost; Path=/; HttpOnly; SameSite=Lax")) << line;
    const Reply by_address =
        shared_server().nobody().post("/auth/sign-up/email", sign_up_json(new_email()), {{"Host", "127.0.0.1"}});
    EXPECT_TRUE(set_cookie(by_address, kToken).ends_with("%3D; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax"));
}

// AUTH-4, AUTH-7, AUTH-8
TEST(Cookie, FollowsTheSettings) {
    const TestServer server({{"BETTER_AUTH_URL", "https://api.book.example/auth"},
                             {"COOKIE_DOMAIN", "book.example"},
                             {"PICTSHARE_BOOK_ENV", "production"}});
    const Person ada = server.nobody();
    const Reply reply = ada.post("/auth/sign-up/email", sign_up_json(new_email()));
    const std::string line = set_cookie(reply, "__Secure-pctsh-book-production.session_token");
    EXPECT_TRUE(line.ends_with("; Max-Age=604800; Domain=book.example; Path=/; HttpOnly; Secure; SameSite=Lax"))
        << line;
    EXPECT_TRUE(is_signed_in(ada));
}

// AUTH-5: a database and a secret taken over from the original.
TEST(Cookie, OneOfTheOriginalStillSignsIn) {
    const TestServer server({{"BETTER_AUTH_SECRET", "ref-secret-0123456789abcdef0123456789abcdef"}});
    const Person ada = server.sign_up();
    sql(server, R"(UPDATE "Session" SET "token" = 'NUTVHjHkj742UvAhaHFxykvD3uul41dC')");
    ada.cookies[kToken] = "NUTVHjHkj742UvAhaHFxykvD3uul41dC.ZOgJjRKRPxkftCd7RxtLUatwRQu4HxeZ13%2F2yV8IC0k%3D";
    EXPECT_EQ(ada.get("/auth/get-session").at("/session/token"), "NUTVHjHkj742UvAhaHFxykvD3uul41dC");
}

}  // namespace
}  // namespace pictbook::test
