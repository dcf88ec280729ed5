#include "account/webauthn_cbor.hpp"

#include <gtest/gtest.h>

#include "support/authenticator.hpp"

namespace pictbook::account {
namespace {

using test::cbor_bytes;
using test::cbor_head;
using test::cbor_integer;
using test::cbor_text;

/// So many arrays, each in the one before.
std::string nested(std::size_t depth) { return std::string(depth, '\x81') + std::string(1, '\0'); }

TEST(WebauthnCbor, ReadsWhatAuthenticatorsWrite) {
    const std::string bytes = cbor_head(5, 4) + cbor_integer(-257) + cbor_bytes("abc") + cbor_text("x5c") +
                              cbor_head(4, 2) + cbor_integer(70000) + "\xF5" + cbor_integer(24) + cbor_text("é") +
                              cbor_integer(-1) + std::string("\xFB\0\0\0\0\0\0\0\0", 9);
    const std::optional<Cbor> map = read_whole_cbor(bytes);
    ASSERT_TRUE(map);
    EXPECT_EQ(map->source, bytes);
    EXPECT_EQ(map->find(-257)->text, "abc");
    EXPECT_EQ(map->find("x5c")->items[0].integer(), 70000);
    EXPECT_FALSE(map->find("x5c")->items[1].integer());
    EXPECT_EQ(map->find(24)->text, "é");
    EXPECT_EQ(map->find(25), nullptr);
    EXPECT_EQ(map->find("fmt"), nullptr);
    EXPECT_EQ(map->find("x5c")->find(0), nullptr);
    EXPECT_FALSE(read_whole_cbor(bytes + "x"));
    EXPECT_EQ(read_cbor(bytes + "x")->source.size(), bytes.size());
    for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(read_cbor(bytes.substr(0, size))) << size;
}

TEST(WebauthnCbor, IntegersBeyondOursHaveNoValue) {
    EXPECT_EQ(read_cbor("\x3B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF")->integer(), INT64_MIN);
    EXPECT_FALSE(read_cbor("\x3B\x80" + std::string(7, '\0'))->integer());
    EXPECT_FALSE(read_cbor("\x1B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF")->integer());
}

// FACTOR-23
TEST(WebauthnCbor, RefusesWhatItHasNoUseFor) {
    EXPECT_FALSE(read_cbor("\x9F\x01\xFF"));              // an array of indefinite length
    EXPECT_FALSE(read_cbor("\xBF\x01\x02\xFF"));          // a map
    EXPECT_FALSE(read_cbor("\x5F\x41x\xFF"));             // bytes
    EXPECT_FALSE(read_cbor("\x7F\x61x\xFF"));             // a text
    EXPECT_FALSE(read_cbor("\xFF"));                      // a break
    EXPECT_FALSE(read_cbor("\xC1\x01"));                  // a tag
    EXPECT_FALSE(read_cbor("\xF8\x20"));                  // an unknown simple value
    EXPECT_FALSE(read_cbor("\x1C"));                      // a reserved length
    EXPECT_FALSE(read_cbor("\x62\xC3\x28"));              // a text that is not UTF-8
    EXPECT_FALSE(read_cbor("\xA2\x01\x02\x01\x03"));      // a key twice
    EXPECT_FALSE(read_cbor("\xA2\x01\x02\x18\x01\x03"));  // the same in another spelling
    EXPECT_FALSE(read_cbor("\xA1\x81\x01\x02"));          // an array as key
    EXPECT_TRUE(read_cbor("\xA2\x03\x02\x01\x03"));       // in any order
}

// FACTOR-23
TEST(WebauthnCbor, IsBounded) {
    EXPECT_TRUE(read_cbor(nested(kDeepestCbor)));
    EXPECT_FALSE(read_cbor(nested(kDeepestCbor + 1)));
    EXPECT_FALSE(read_cbor(nested(60'000)));
    EXPECT_TRUE(read_cbor(cbor_head(4, kMostCborItems - 1) + std::string(kMostCborItems - 1, '\0')));
    EXPECT_FALSE(read_cbor(cbor_head(4, kMostCborItems) + std::string(kMostCborItems, '\0')));
    EXPECT_TRUE(read_cbor(cbor_bytes(std::string(kMostCborBytes - 3, 'x')).substr(0, kMostCborBytes)));
    EXPECT_FALSE(read_cbor(cbor_bytes(std::string(kMostCborBytes, 'x'))));
    for (const char* head : {"\x9B", "\xBB", "\x5B", "\x7B"})  // a count of 2^64 - 1 and of 2^62
        for (const char* count : {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", "\x40\0\0\0\0\0\0\0"})
            EXPECT_FALSE(read_cbor(head + std::string(count, 8) + "xxxx"));
}

}  // namespace
}  // namespace pictbook::account
