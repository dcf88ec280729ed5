// How sessions begin, are shown and are cleared away.
#include <gmock/gmock.h>

#include "base/clock.hpp"
#include "calls.hpp"
#include "support/comes_true.hpp"

namespace pictbook::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Reply sign_in_with(const Person& browser, const std::string& email, HeaderList headers = {}) {
    return browser.post("/auth/sign-in/email", credentials(email), std::move(headers));
}

// KEY-20
TEST(ListSessions, ShowsDeviceAndPlaceOfEachNewestFirst) {
    const TestServer server({{"TRUSTED_PROXIES", "127.0.0.1"}});
    const Person ada = server.sign_up();
    const std::string email = TestServer::last_email();
    for (const auto& [device, place] :
         {std::pair("Firefox on a desk", "203.0.113.7"), {"Safari in a pocket", "2001:db8::5"}}) {
        const Person other = server.nobody();
        ASSERT_EQ(sign_in_with(other, email, {{"User-Agent", device}, {"X-Forwarded-For", place}}).status, 200);
    }
    const Reply list = ada.get("/auth/list-sessions");
    ASSERT_EQ(list.json().as_array().size(), 3u);
    EXPECT_EQ(list.at("/0/userAgent"), "Safari in a pocket");
    EXPECT_EQ(list.at("/0/ipAddress"), "2001:db8::5");
    EXPECT_EQ(list.at("/1/userAgent"), "Firefox on a desk");
    EXPECT_EQ(list.at("/1/ipAddress"), "203.0.113.7");
    EXPECT_EQ(list.at("/2/userAgent"), "");
    EXPECT_EQ(list.at("/2/ipAddress"), "127.0.0.1");
    EXPECT_GE(list.at("/0/createdAt"), list.at("/1/createdAt"));
}

// KEY-21
TEST(SignIn, AlwaysMakesATokenOfItsOwn) {
    const Person ada = shared_server().sign_up();
    const std::string email = email_of(ada), planted = ada.cookies.at(kToken), first = token_of(ada);
    // A cookie that somebody planted, valid or not, is never the one that is signed in.
    for (const std::string& cookie : {planted, std::string("planted"), first + ".AAAA"}) {
        const Person browser = shared_server().nobody();
        browser.cookies[kToken] = cookie;
        const Reply reply = sign_in_with(browser, email);
        ASSERT_EQ(reply.status, 200);
        EXPECT_NE(token_of(browser), first);
        EXPECT_NE(browser.cookies.at(kToken), cookie);
        EXPECT_EQ(reply.at("/token"), token_of(browser));
    }
    const Person stranger = shared_server().nobody();
    stranger.cookies[kToken] = planted;
    const std::string own = new_email();
    EXPECT_EQ(stranger.post("/auth/sign-up/email", sign_up_json(own)).status, 200);
    EXPECT_NE(token_of(stranger), first);
    EXPECT_EQ(email_of(stranger), own) << "whoever planted the cookie";
}

// KEY-22
TEST(Session, ThatEndedIsClearedAwayWithoutBeingSeen) {
    TestServer server;
    const Person ada = server.sign_up(), lately = sign_in_again(ada), living = sign_in_again(ada);
    set_session_end(server, token_of(ada), -hours(1) - minutes(1));
    set_session_end(server, token_of(lately), -minutes(59));
    const std::string count = R"(SELECT COUNT(*) FROM "Session" WHERE "token" = ')";
    const auto rows = [&](const Person& person) { return sql(server, count + token_of(person) + "'"); };
    EXPECT_EQ(rows(ada), "1");
    EXPECT_EQ(server.stop(SIGTERM), 0);
    server.start();  // each start looks at once
    EXPECT_TRUE(comes_true([&] { return rows(ada) == "0"; }));
    EXPECT_EQ(rows(lately), "1");
    EXPECT_EQ(rows(living), "1");
}

}  // namespace
}  // namespace pictbook::test
