#include "account/totp.hpp"

#include <gtest/gtest.h>

namespace pictbook::account {
namespace {

Time at(std::int64_t seconds) { return Time(Seconds(seconds)); }

// RFC 4648 section 10; what we write has no padding.
TEST(Base32, IsThatOfTheRfc) {
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "MY"},
                                                           {"fo", "MZXQ"},
                                                           {"foo", "MZXW6"},
                                                           {"foob", "MZXW6YQ"},
                                                           {"fooba", "MZXW6YTB"},
                                                           {"foobar", "MZXW6YTBOI"}};
    for (const auto& [bytes, text] : vectors) EXPECT_EQ(to_base32(bytes), text);
    EXPECT_EQ(to_base32(std::string("\xFF\x00\x80\x7F\xFE", 5)), "74AIA776");
}

// FACTOR-1. RFC 6238 appendix B, the table's rows of SHA-1, which have 8 digits.
TEST(Totp, AgreesWithTheRfc) {
    const std::pair<std::int64_t, const char*> vectors[] = {{59, "94287082"},         {1111111109, "07081804"},
                                                            {1111111111, "14050471"}, {1234567890, "89005924"},
                                                            {2000000000, "69279037"}, {20000000000, "65353130"}};
    const std::string secret = "12345678901234567890";
    for (const auto& [seconds, code] : vectors) {
        EXPECT_EQ(hotp(secret, static_cast<std::uint64_t>(seconds / 30), 8), code);
        EXPECT_EQ(find_totp_step(secret, std::string(code).substr(2), at(seconds), -1), seconds / 30);
    }
}

// RFC 4226 appendix D.
TEST(Hotp, AgreesWithTheRfc) {
    const char* codes[] = {"755224", "287082", "359152", "969429", "338314",
                           "254676", "287922", "162583", "399871", "520489"};
    for (std::uint64_t counter = 0; counter < 10; ++counter)
        EXPECT_EQ(hotp("12345678901234567890", counter), codes[counter]);
}

// FACTOR-1
TEST(Totp, AllowsOneStepEachWay) {
    const std::string secret = "12345678901234567890", code = hotp(secret, 1000);
    EXPECT_FALSE(find_totp_step(secret, code, at(998 * 30 + 29), -1));
    for (const std::int64_t seconds : {999 * 30, 1000 * 30, 1001 * 30 + 29})
        EXPECT_EQ(find_totp_step(secret, code, at(seconds), -1), 1000);
    EXPECT_FALSE(find_totp_step(secret, code, at(1002 * 30), -1));
}

// FACTOR-2
TEST(Totp, ACodeCountsOnce) {
    const std::string secret = "12345678901234567890";
    EXPECT_FALSE(find_totp_step(secret, hotp(secret, 1000), at(1000 * 30), 1000));
    EXPECT_FALSE(find_totp_step(secret, hotp(secret, 999), at(1000 * 30), 1000));
    EXPECT_EQ(find_totp_step(secret, hotp(secret, 1001), at(1000 * 30), 1000), 1001);
}

TEST(Totp, RefusesWhateverElseIsTyped) {
    const std::string secret = "12345678901234567890";
    for (const char* code : {"", "755224 ", "75522", "0755224", "abcdef", "755225"})
        EXPECT_FALSE(find_totp_step(secret, code, at(0), -1)) << code;
}

TEST(Totp, ItsAddressIsReadByApps) {
    EXPECT_EQ(totp_uri("12345678901234567890", "ada+1@example.com"),
              "otpauth://totp/Pictbook:ada%2B1%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
              "&issuer=Pictbook&digits=6&period=30");
}

}  // namespace
}  // namespace pictbook::account
