// The incremental UTF-8 check against the one for whole texts.
#include "http/websocket_utf8.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/bytes.hpp"

namespace pictbook::http {
namespace {

bool check(std::string_view bytes, std::size_t piece) {
    Utf8Check check;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        if (!check.feed(bytes.substr(at, piece))) return false;
    return check.complete();
}

TEST(Utf8Check, agrees_with_the_whole_check_on_every_two_bytes) {
    for (int i = 0; i < 0x10000; ++i) {
        const std::string bytes{static_cast<char>(i >> 8), static_cast<char>(i & 0xFF)};
        ASSERT_EQ(check(bytes, 1), is_utf8(bytes)) << to_hex(bytes);
        ASSERT_EQ(check(bytes, 2), is_utf8(bytes)) << to_hex(bytes);
    }
}

TEST(Utf8Check, agrees_with_the_whole_check_on_random_texts) {
    std::mt19937 random(3629);
    const auto below = [&](std::size_t n) { return random() % n; };
    int valid = 0;
    for (int i = 0; i < 50'000; ++i) {
        std::string bytes;
        for (std::size_t n = below(6); n > 0; --n) {
            static constexpr const char* kParts[] = {"a",
                                                     "ascii in words",
                                                     "\xC2\x80",
                                                     "\xE0\xA0\x80",
                                                     "\xED\x9F\xBF",
                                                     "\xEF\xBF\xBF",
                                                     "\xF0\x90\x80\x80",
                                                     "\xF4\x8F\xBF\xBF"};
            bytes += kParts[below(std::size(kParts))];
        }
        if (below(3) == 0 && !bytes.empty()) bytes[below(bytes.size())] = static_cast<char>(below(256));
        valid += is_utf8(bytes);
        ASSERT_EQ(check(bytes, 1 + below(9)), is_utf8(bytes)) << to_hex(bytes);
        ASSERT_EQ(check(bytes, 100), is_utf8(bytes)) << to_hex(bytes);
    }
    EXPECT_GT(valid, 25'000);
    EXPECT_LT(valid, 49'000);
}

TEST(Utf8Check, refuses_at_the_first_wrong_byte) {
    Utf8Check check;
    EXPECT_TRUE(check.feed("\xED"));
    EXPECT_FALSE(check.complete());
    EXPECT_FALSE(check.feed("\xA0"));  // a surrogate: its third byte is not waited for
}

}  // namespace
}  // namespace pictbook::http
