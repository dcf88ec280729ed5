#include "blob/key.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pictbook::blob {

namespace {

using namespace std::string_literals;

TEST(Key, IsSegmentsBetweenSlashes) {
    for (const std::string& key : {"a"s, "project/images/unique.jpg"s, "a b/ü/%2e%2e/x"s, "a../b..c/d."s,
                                   std::string(255, 'k'), std::string(255, 'k') + "/" + std::string(255, 'k')})
        EXPECT_TRUE(is_valid_key(key)) << key;
}

TEST(Key, NeverLeavesTheStore) {  // DB-15
    for (const std::string& key : {""s, "/"s, "/a"s, "a/"s, "a//b"s, "."s, ".."s, "../a"s, "a/.."s, "a/../b"s, "a/./b"s,
                                   ".a"s, "a/.b"s, "a\\b"s, "\\"s, "a\0"s, "\0a"s})
        EXPECT_FALSE(is_valid_key(key)) << key;
}

TEST(Key, IsBounded) {
    EXPECT_FALSE(is_valid_key(std::string(256, 'k')));
    const std::string most = std::string(255, 'k') + "/" + std::string(254, 'k') + "/";
    EXPECT_TRUE(is_valid_key(most + "k"));
    EXPECT_FALSE(is_valid_key(most + "kk"));
}

}  // namespace

}  // namespace pictbook::blob
