#include "api/capability.hpp"

#include <gmock/gmock.h>

namespace pictbook::api {

namespace {

const Capabilities kOurs("https://photos.example.com", "a secret that is long enough");
const std::string kKey = "book/images/1-abc.png";
const Time kStart = *parse_time("2025-03-04T00:00:00.000Z");
constexpr Seconds kDay = Capabilities::kPeriod;

/// What stands between /blob/ and the key.
std::string capability_at(Time time, const std::string& key = kKey) {
    const std::string src = kOurs.src(key, time), before = "https://photos.example.com/blob/";
    EXPECT_TRUE(src.starts_with(before) && src.ends_with("/" + key)) << src;
    return src.substr(before.size(), src.size() - before.size() - key.size() - 1);
}

}  // namespace

TEST(Capability, IsTheAddressOfTheKey) {  // IMG-18
    EXPECT_THAT(kOurs.src(kKey, kStart),
                testing::MatchesRegex("https://photos.example.com/blob/[0-9]+\\.[A-Za-z0-9_-]{43}/" + kKey));
    EXPECT_TRUE(kOurs.allows(capability_at(kStart), kKey, kStart));
}

TEST(Capability, StaysTheSameWithinItsPeriodAndIsRenewedAfterIt) {  // IMG-20
    const std::string first = capability_at(kStart);
    EXPECT_EQ(capability_at(kStart + Seconds(1)), first);
    EXPECT_EQ(capability_at(kStart + kDay - Milliseconds(1)), first);
    EXPECT_NE(capability_at(kStart + kDay), first);
    EXPECT_NE(capability_at(kStart - Milliseconds(1)), first);
}

TEST(Capability, LivesBetweenOneAndTwoPeriods) {  // IMG-19, IMG-20
    for (const Time given : {kStart, kStart + Seconds(12'345), kStart + kDay - Milliseconds(1)}) {
        const std::string capability = capability_at(given);
        EXPECT_TRUE(kOurs.allows(capability, kKey, given + kDay));
        EXPECT_TRUE(kOurs.allows(capability, kKey, kStart + 2 * kDay - Milliseconds(1)));
        EXPECT_FALSE(kOurs.allows(capability, kKey, kStart + 2 * kDay));
        EXPECT_FALSE(kOurs.allows(capability, kKey, given + 3 * kDay));
    }
}

TEST(Capability, IsForItsKeyOnly) {  // IMG-19
    const std::string capability = capability_at(kStart);
    for (const std::string key : {"book/images/1-abd.png", "book/images/1-abc.pn", "other/images/1-abc.png", "", "/"})
        EXPECT_FALSE(kOurs.allows(capability, key, kStart)) << key;
}

TEST(Capability, ThatWasChangedIsRefused) {  // IMG-19
    const std::string capability = capability_at(kStart);
    for (std::size_t i = 0; i < capability.size(); ++i) {
        std::string changed = capability;
        changed[i] = changed[i] == '1' ? '2' : '1';
        EXPECT_FALSE(kOurs.allows(changed, kKey, kStart)) << changed;
        EXPECT_FALSE(kOurs.allows(capability.substr(0, i), kKey, kStart));
    }
    for (const std::string& odd :
         {std::string(), std::string("."), "0" + capability, capability + "A", capability + "=", " " + capability})
        EXPECT_FALSE(kOurs.allows(odd, kKey, kStart)) << odd;
    EXPECT_FALSE(kOurs.allows("99999999999999999999" + capability.substr(capability.find('.')), kKey, kStart));
}

TEST(Capability, IsSignedWithTheSecret) {  // IMG-19
    const Capabilities others("https://photos.example.com", "another secret, as long");
    EXPECT_FALSE(others.allows(capability_at(kStart), kKey, kStart));
    const Capabilities twin("http://elsewhere.example.com", "a secret that is long enough");
    EXPECT_TRUE(twin.allows(capability_at(kStart), kKey, kStart)) << "the address of the server may change";
}

TEST(Capability, OfAFormerSecretHoldsUntilTheMoment) {  // KEY-23
    const Time until = kStart + std::chrono::hours(6);
    const Capabilities renewed("https://photos.example.com", "the new secret, as long",
                               {{"an old one", "a secret that is long enough"}, until});
    const std::string capability = capability_at(kStart);
    EXPECT_TRUE(renewed.allows(capability, kKey, until - Milliseconds(1)));
    EXPECT_FALSE(renewed.allows(capability, kKey, until));
    EXPECT_FALSE(renewed.allows(capability, "book/images/1-abd.png", kStart));
    EXPECT_FALSE(kOurs.allows(capability.substr(0, capability.find('.') + 1), kKey, kStart));
    const std::string src = renewed.src(kKey, kStart);
    EXPECT_EQ(src, Capabilities("https://photos.example.com", "the new secret, as long").src(kKey, kStart));
}

}  // namespace pictbook::api
