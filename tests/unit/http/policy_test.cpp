// Origins, cookies, forwarded addresses: pure decisions over a request's headers.
#include "http/policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pictbook::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

boost::asio::ip::address address(const std::string& text) { return boost::asio::ip::make_address(text); }

Settings settings() {
    Settings out;
    out.allowed_origins = {"http://localhost:3000", "https://book.example"};
    out.trusted_origins = {"http://localhost:3000", "https://book.example", "https://api.example"};
    out.session_cookie = "session";
    out.key_prefix = "key_";
    out.trusted_proxies = {*parse_network("10.0.0.0/8"), *parse_network("::1")};
    return out;
}

Request request(Verb verb, const std::vector<std::pair<std::string, std::string>>& headers) {
    Request out;
    out.verb = verb;
    for (const auto& [name, value] : headers) out.headers.add(name, value);
    return out;
}

TEST(Networks, HoldTheAddressesOfTheirPrefix) {
    struct Row {
        const char *network, *address;
        bool holds;
    };
    const Row rows[] = {
        {"10.0.0.0/8", "10.255.0.1", true},        {"10.0.0.0/8", "11.0.0.0", false},
        {"192.168.1.0/25", "192.168.1.127", true}, {"192.168.1.0/25", "192.168.1.128", false},
        {"192.168.1.7", "192.168.1.7", true},      {"192.168.1.7", "192.168.1.6", false},
        {"0.0.0.0/0", "203.0.113.9", true},        {"0.0.0.0/0", "::1", false},
        {"10.0.0.0/8", "::ffff:10.1.2.3", true},   {"2001:db8::/32", "2001:db8:ffff::1", true},
        {"2001:db8::/32", "2001:db9::1", false},   {"::/0", "10.0.0.1", false},
    };
    for (const Row& row : rows) {
        const auto network = parse_network(row.network);
        ASSERT_TRUE(network) << row.network;
        EXPECT_EQ(contains(*network, address(row.address)), row.holds) << row.network << " " << row.address;
    }
}

TEST(Networks, MalformedOnesAreNone) {
    for (const char* text :
         {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "::/129", "10.0.0", "localhost", "/8", "*"})
        EXPECT_FALSE(parse_network(text)) << text;
}

TEST(Origins, OfAnUrlAreAsBrowsersWriteThem) {
    EXPECT_EQ(origin_of("https://Book.Example/a/b?c#d"), "https://book.example");
    EXPECT_EQ(origin_of("HTTP://localhost:3000"), "http://localhost:3000");
    EXPECT_EQ(origin_of("http://a.example:80/"), "http://a.example");
    EXPECT_EQ(origin_of("https://a.example:443"), "https://a.example");
    EXPECT_EQ(origin_of("https://a.example:80"), "https://a.example:80");
    EXPECT_EQ(origin_of("https://trusted.example@evil.example/"), "https://evil.example");
    EXPECT_EQ(origin_of("http://[::1]:4000/x"), "http://[::1]:4000");
    for (const char* none : {"", "null", "book.example", "//book.example", "javascript:alert(1)", "ftp://a.example",
                             "http://", "https:///path", "https://a b/"})
        EXPECT_EQ(origin_of(none), std::nullopt) << none;
}

TEST(ClientAddress, IsThePeerUnlessAProxyIsTrusted) {
    const auto from = [](const char* peer, const char* forwarded) {
        Headers headers;
        if (*forwarded) headers.add("X-Forwarded-For", forwarded);
        return client_address(settings(), address(peer), headers);
    };
    EXPECT_EQ(from("203.0.113.9", ""), "203.0.113.9");
    EXPECT_EQ(from("203.0.113.9", "198.51.100.1"), "203.0.113.9");  // not ours: its word is not believed
    EXPECT_EQ(from("10.0.0.1", "198.51.100.1"), "198.51.100.1");
    EXPECT_EQ(from("10.0.0.1", "1.1.1.1, 198.51.100.1"), "198.51.100.1");  // what the client itself wrote is left alone
    EXPECT_EQ(from("10.0.0.1", "198.51.100.1, 10.0.0.2,10.0.0.3"), "198.51.100.1");
    EXPECT_EQ(from("10.0.0.1", "198.51.100.1, nonsense"), "10.0.0.1");
    EXPECT_EQ(from("::ffff:10.0.0.1", "198.51.100.1"), "198.51.100.1");
    EXPECT_EQ(from("::1", "2001:db8::5"), "2001:db8::5");
    EXPECT_EQ(from("10.0.0.1", ", ,"), "10.0.0.1");
}

// HTTP-10, HTTP-11
TEST(CrossSite, IsAForeignPageWithTheCookie) {
    struct Row {
        Verb verb;
        std::vector<std::pair<std::string, std::string>> headers;
        bool refused;
    };
    const std::pair<std::string, std::string> cookie{"Cookie", "a=b; session=x.y"},
        evil{"Origin", "https://evil.example"};
    const Row rows[] = {
        {Verb::post, {cookie, evil}, true},
        {Verb::put, {cookie, evil}, true},
        {Verb::patch, {cookie, evil}, true},
        {Verb::remove, {cookie, evil}, true},
        {Verb::post, {cookie, {"Origin", "null"}}, true},
        {Verb::post, {cookie, {"Origin", ""}}, true},
        {Verb::post, {cookie, {"Origin", "https://book.example.evil.example"}}, true},
        {Verb::post, {cookie, {"Origin", "http://book.example"}}, true},
        {Verb::post, {cookie, {"Referer", "https://evil.example/page"}}, true},
        {Verb::post, {cookie, {"Referer", "https://evil.example/?https://book.example"}}, true},
        {Verb::post, {cookie, {"Referer", "nonsense"}}, true},
        {Verb::post, {cookie, evil, {"Referer", "https://book.example/"}}, true},
        {Verb::post, {cookie, {"Origin", "https://book.example"}, {"Referer", "https://evil.example/"}}, false},
        {Verb::post, {cookie, {"Origin", "https://api.example"}}, false},
        {Verb::post, {cookie, {"Referer", "https://book.example/page?x"}}, false},
        {Verb::post, {cookie}, false},
        {Verb::post, {evil}, false},
        {Verb::post, {{"Cookie", "sessions=x; xsession=y"}, evil}, false},
        {Verb::get, {cookie, evil}, false},
        {Verb::head, {cookie, evil}, false},
        {Verb::options, {cookie, evil}, false},
    };
    for (const Row& row : rows) {
        const Request asked = request(row.verb, row.headers);
        EXPECT_EQ(is_cross_site(settings(), asked, true), row.refused)
            << name_of(row.verb) << " " << asked.headers.get("Origin") << " " << asked.headers.get("Referer");
    }
}

// AUTH-59
TEST(CrossSite, BelowTheGuardedPathAForeignOriginIsRefusedWithoutTheCookieToo) {
    Settings guarded = settings();
    guarded.guarded_path = "/auth/";
    const auto is_refused = [&](Verb verb, const std::string& path, const std::string& origin) {
        Request asked = request(verb, {{"Origin", origin}, {"Referer", "https://evil.example/"}});
        asked.path = path;
        return is_cross_site(guarded, asked, false);
    };
    EXPECT_TRUE(is_refused(Verb::post, "/auth/sign-in/email", "https://evil.example"));
    EXPECT_TRUE(is_refused(Verb::post, "/auth/sign-in/email", ""));
    EXPECT_FALSE(is_refused(Verb::post, "/auth/sign-in/email", "https://book.example"));
    EXPECT_FALSE(is_refused(Verb::get, "/auth/get-session", "https://evil.example"));
    EXPECT_FALSE(is_refused(Verb::post, "/projects", "https://evil.example"));
    Request program = request(Verb::post, {{"Referer", "https://evil.example/"}});
    program.path = "/auth/sign-in/email";
    EXPECT_FALSE(is_cross_site(guarded, program, false));
}

// KEY-12
TEST(CrossSite, IsNothingThatAKeyIsSentWithWhereKeysAreTaken) {
    const std::pair<std::string, std::string> cookie{"Cookie", "session=x"}, evil{"Origin", "https://evil.example"};
    const Request with_key = request(Verb::post, {cookie, evil, {"Authorization", "Bearer key_1"}});
    EXPECT_FALSE(is_cross_site(settings(), with_key, true));
    EXPECT_TRUE(is_cross_site(settings(), with_key, false)) << "there the cookie counts";
    EXPECT_FALSE(is_foreign_origin(settings(), with_key));
    for (const char* other : {"Bearer other_1", "Basic key_1", "key_1", "Bearer", ""}) {
        const Request without = request(Verb::post, {cookie, evil, {"Authorization", other}});
        EXPECT_TRUE(is_cross_site(settings(), without, true)) << other;
        EXPECT_TRUE(is_foreign_origin(settings(), without)) << other;
    }
}

// KEY-8
TEST(BearerKey, IsTheTokenThatBeginsAsKeysDo) {
    const auto key_of = [](const std::vector<std::pair<std::string, std::string>>& headers) {
        return std::string(bearer_key(settings(), request(Verb::get, headers).headers));
    };
    EXPECT_EQ(key_of({{"Authorization", "Bearer key_a1"}}), "key_a1");
    EXPECT_EQ(key_of({{"authorization", "bEARER \t key_a1 "}}), "key_a1");
    EXPECT_EQ(key_of({{"Authorization", "Bearer key_"}}), "key_");
    EXPECT_EQ(key_of({{"Authorization", "Basic eDp5"}, {"Authorization", "Bearer key_a1"}}), "key_a1");
    for (const char* value : {"", "Bearer", "Bearer ", "Bearerkey_a1", "key_a1", "Bearer KEY_a1", "Bearer x key_a1",
                              "Basic key_a1", " Bearer key_a1", "Bearer a1"})
        EXPECT_EQ(key_of({{"Authorization", value}}), "") << value;
    EXPECT_EQ(key_of({{"Cookie", "session=key_a1"}, {"X-Api-Key", "key_a1"}}), "");
    Settings without_keys = settings();
    without_keys.key_prefix.clear();
    const Request asked = request(Verb::get, {{"Authorization", "Bearer key_a1"}});
    EXPECT_EQ(bearer_key(without_keys, asked.headers), "");
}

TEST(ForeignOrigin, IsOneThatIsNamedAndNotOurs) {
    EXPECT_TRUE(is_foreign_origin(settings(), request(Verb::get, {{"Origin", "https://evil.example"}})));
    EXPECT_TRUE(is_foreign_origin(settings(), request(Verb::get, {{"Origin", ""}})));
    EXPECT_FALSE(is_foreign_origin(settings(), request(Verb::get, {{"Origin", "https://api.example"}})));
    EXPECT_FALSE(is_foreign_origin(settings(), request(Verb::get, {})));
}

// HTTP-8
TEST(CorsHeaders, AreForListedOriginsOnly) {
    const auto headers_for = [](const std::vector<std::pair<std::string, std::string>>& headers) {
        std::string head;
        add_cors_headers(settings(), request(Verb::get, headers), head);
        return head;
    };
    const std::string listed = headers_for({{"Origin", "https://book.example"}});
    EXPECT_THAT(listed, HasSubstr("Access-Control-Allow-Origin: https://book.example\r\n"));
    EXPECT_THAT(listed, HasSubstr("Access-Control-Allow-Credentials: true\r\n"));
    EXPECT_THAT(listed, HasSubstr("Vary: Origin\r\n"));
    for (const char* origin : {"https://evil.example", "https://api.example", "null", "*", "https://book.example/"})
        EXPECT_THAT(headers_for({{"Origin", origin}}), Not(HasSubstr("Allow"))) << origin;
    EXPECT_EQ(headers_for({}), "Vary: Origin\r\n");
}

// HTTP-9, HTTP-29
TEST(PlainHeaders, AreThoseOfTheContract) {
    std::string head;
    add_preflight_headers(head);
    EXPECT_EQ(head,
              "Access-Control-Allow-Methods: GET, POST, PUT, PATCH, DELETE, OPTIONS\r\n"
              "Access-Control-Allow-Headers: Content-Type, Authorization, sentry-trace, baggage, Idempotency-Key\r\n"
              "Access-Control-Max-Age: 600\r\n");
    head.clear();
    add_security_headers(head);
    EXPECT_EQ(head,
              "X-Content-Type-Options: nosniff\r\nStrict-Transport-Security: max-age=15552000; includeSubDomains\r\n"
              "X-Permitted-Cross-Domain-Policies: none\r\nX-DNS-Prefetch-Control: off\r\n"
              "Referrer-Policy: strict-origin-when-cross-origin\r\n");
}

TEST(Cookies, AreFoundAmongOthersAndBroken) {
    const auto values = [](const std::vector<std::string>& lines) {
        Headers headers;
        for (const std::string& line : lines) headers.add("cookie", line);
        return cookie_values(headers, "session");
    };
    EXPECT_THAT(values({"session=abc"}), ElementsAre("abc"));
    EXPECT_THAT(values({"a=b;session=abc; c"}), ElementsAre("abc"));
    EXPECT_THAT(values({"session=\"a%2Bb%3D\""}), ElementsAre("a+b="));
    EXPECT_THAT(values({"session=a%zzb"}), ElementsAre("a%zzb"));
    EXPECT_THAT(values({" session = a=b "}), ElementsAre("a=b"));
    EXPECT_THAT(values({"session=1; session=2", "session=3"}), ElementsAre("1", "2", "3"));
    EXPECT_THAT(values({"session", ";;;", "=x", "Session=abc", "xsession=1"}), IsEmpty());
    EXPECT_THAT(values({"session="}), ElementsAre(""));
    EXPECT_THAT(values({"session=\""}), ElementsAre("\""));
}

// HTTP-34, HTTP-35, HTTP-36
TEST(Settings, DeadlinesAreThoseOfTheContract) {
    EXPECT_EQ(Settings().header_deadline, Seconds(10));
    EXPECT_EQ(Settings().progress_deadline, Seconds(30));
    EXPECT_EQ(Settings().idle_deadline, Seconds(75));
}

}  // namespace
}  // namespace pictbook::http
