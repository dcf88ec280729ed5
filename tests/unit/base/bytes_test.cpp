// Encodings against the vectors of their RFCs, and the two lengths of a text.
#include "base/bytes.hpp"

#include <gtest/gtest.h>

namespace pictbook {
namespace {

// RFC 4648 section 10
TEST(Bytes, EncodesAsTheRfcSays) {
    const std::pair<const char*, const char*> rows[] = {{"", ""},
                                                        {"f", "Zg=="},
                                                        {"fo", "Zm8="},
                                                        {"foo", "Zm9v"},
                                                        {"foob", "Zm9vYg=="},
                                                        {"fooba", "Zm9vYmE="},
                                                        {"foobar", "Zm9vYmFy"}};
    for (const auto& [text, base64] : rows) EXPECT_EQ(to_base64(text), base64);
    EXPECT_EQ(to_hex(std::string("\x00\x0f\xff", 3)), "000fff");
    EXPECT_EQ(to_base64("\xfb\xff\xfe"), "+//+");
    EXPECT_EQ(to_base64url("\xfb\xff\xfe"), "-__-");
    EXPECT_EQ(to_base64url("f"), "Zg");
}

TEST(Bytes, ReadsBase64WithoutPadding) {
    EXPECT_EQ(from_base64url("Zm9vYmE"), "fooba");
    EXPECT_EQ(from_base64url("-__-"), "\xfb\xff\xfe");
    EXPECT_EQ(from_base64url(""), "");
    for (const char* bad : {"Z", "Zm9vY", "Zg==", "Zm 9", "Zm\n9", "Zm9\xC3\xA9"})
        EXPECT_EQ(from_base64url(bad), std::nullopt) << bad;
}

TEST(Bytes, PercentDecodesOnlyWhatIsWhole) {
    EXPECT_EQ(percent_decode("a%20b%2Fc%c3%A9"), "a b/c\xC3\xA9");
    EXPECT_EQ(percent_decode("a+b"), "a+b");
    EXPECT_EQ(percent_decode("a+b", true), "a b");
    EXPECT_EQ(percent_decode("%00"), std::string(1, '\0'));
    for (const char* bad : {"%", "%2", "a%", "%zz", "%2g", "%%20"}) EXPECT_EQ(percent_decode(bad), std::nullopt) << bad;
}

TEST(Bytes, PercentEncodesAllButTheUnreserved) {
    EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(percent_encode("a b/+!'()*\xC3\xA9"), "a%20b%2F%2B%21%27%28%29%2A%C3%A9");
}

TEST(Bytes, HtmlEscapesWhatEndsTextOrAttributes) {
    EXPECT_EQ(html_escape("<a href=\"x\">Tom & 'Jerry'</a>"),
              "&lt;a href=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/a&gt;");
}

// HTTP-17
TEST(Bytes, KnowsUtf8) {
    for (const char* good :
         {"", "plain", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"})
        EXPECT_TRUE(is_utf8(good)) << good;
    const char* bad[] = {"\x80",         "\xC3",     "\xC0\xAF",         "\xE0\x9F\xBF",
                         "\xED\xA0\x80", "\xE2\x82", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                         "\xFF",         "\xC3\x28", "ab\xE2\x82zz",     "\xF5\x80\x80\x80"};
    for (const char* each : bad) EXPECT_FALSE(is_utf8(each));
}

// HTTP-24
TEST(Bytes, CountsUtf16Units) {
    EXPECT_EQ(utf16_length(""), 0u);
    EXPECT_EQ(utf16_length("a\xC3\xA9\xE2\x82\xAC"), 3u);
    EXPECT_EQ(utf16_length("\xF0\x9F\x98\x80"), 2u);
}

TEST(Bytes, CutsBetweenCharacters) {
    EXPECT_EQ(cut_utf8("abc", 3), "abc");
    EXPECT_EQ(cut_utf8("abc", 2), "ab");
    EXPECT_EQ(cut_utf8("a\xC3\xA9", 2), "a");
    EXPECT_EQ(cut_utf8("\xF0\x9F\x98\x80", 3), "");
    EXPECT_EQ(cut_utf8("\xF0\x9F\x98\x80!", 4), "\xF0\x9F\x98\x80");
}

TEST(Bytes, ComparesAsciiWithoutCase) {
    EXPECT_TRUE(equal_ignoring_case("Content-TYPE", "content-type"));
    EXPECT_FALSE(equal_ignoring_case("a", "ab"));
    EXPECT_FALSE(equal_ignoring_case("@[", "`{"));  // 32 apart, and no letters
    EXPECT_EQ(to_lower_ascii("AbZ\xC3\x89"), "abz\xC3\x89");
    EXPECT_EQ(trim(" \t a b\t "), "a b");
    EXPECT_EQ(trim(" \t "), "");
}

// FIPS 180-2 appendices A and B, RFC 4231 test case 2
TEST(Bytes, HashesAsPublished) {
    EXPECT_EQ(to_hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Bytes, ComparesSecretsWhole) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("secret", "secret"));
    EXPECT_FALSE(equal_in_constant_time("secret", "secreT"));
    EXPECT_FALSE(equal_in_constant_time("secret", "secre"));
}

}  // namespace
}  // namespace pictbook
