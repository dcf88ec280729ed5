// Cookies around a change of BETTER_AUTH_SECRET.
#include <gtest/gtest.h>

#include "account/cookies.hpp"
#include "base/bytes.hpp"

namespace pictbook::account {
namespace {

const Time kUntil = *parse_time("2026-03-01T00:00:00Z");
constexpr Milliseconds kMoment{1};

SessionCookies cookies_with(const std::string& secret, std::vector<std::string> former = {}) {
    return SessionCookies({.environment = "local", .secret = secret, .former = {std::move(former), kUntil}});
}

/// The value of the first cookie, as a request brings it.
std::string value_of(const std::vector<std::string>& set) {
    const std::size_t equals = set.front().find('=');
    return *percent_decode(set.front().substr(equals + 1, set.front().find(';') - equals - 1));
}

const SessionCookies kOld = cookies_with("the old secret"), kOlder = cookies_with("an older secret");
const SessionCookies kPresent = cookies_with("the new secret", {"the old secret", "an older secret"});

// KEY-23
TEST(FormerCookies, HoldUntilTheMoment) {
    for (const SessionCookies* signer : {&kOld, &kOlder}) {
        for (const std::string& value :
             {value_of(signer->set("token", true, true)), value_of({signer->set_state("token", Seconds(60), true)})}) {
            EXPECT_EQ(kPresent.signed_text({value}, kUntil - kMoment), "token");
            EXPECT_EQ(kPresent.signed_text({value}, kUntil), std::nullopt);
            EXPECT_TRUE(kPresent.is_signed_formerly({value}, kUntil - kMoment));
            EXPECT_FALSE(kPresent.is_signed_formerly({value}, kUntil));
        }
    }
    const std::string never = value_of(cookies_with("another secret").set("token", true, true));
    EXPECT_EQ(kPresent.signed_text({never}, kUntil - kMoment), std::nullopt);
    EXPECT_EQ(cookies_with("the new secret").signed_text({value_of(kOld.set("token", true, true))}), std::nullopt);
}

// KEY-23
TEST(FormerCookies, SayDontRememberToo) {
    const std::string brief = value_of({kOld.set("token", false, true)[1]});
    const SessionCookies lasting({.environment = "local",
                                  .secret = "the new secret",
                                  .former = {{"the old secret"}, now() + std::chrono::hours(1)}});
    EXPECT_FALSE(lasting.remembers({brief}));
    EXPECT_TRUE(kPresent.remembers({brief})) << "its time is over";
}

// KEY-24
TEST(FormerCookies, AreNeverMade) {
    const std::string made = value_of(kPresent.set("token", true, true));
    EXPECT_EQ(made, value_of(cookies_with("the new secret").set("token", true, true)));
    EXPECT_FALSE(kPresent.is_signed_formerly({made}, kUntil - kMoment));
    EXPECT_EQ(kPresent.signed_text({made}, kUntil + std::chrono::days(1)), "token");
}

}  // namespace
}  // namespace pictbook::account
