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

TEST(Key, OfAPhotoHasItsOwnForm) {  // RUN-13
    const std::string book = "cmwrzoe4b00007d7dn9msok50", photo = book + "/images/1795361156403-hk6ufn.png";
    EXPECT_TRUE(is_photo_key(photo));
    EXPECT_TRUE(is_photo_key(book + "/images/1795361156403-abcdef012345.jpeg"));
    for (const std::string& key :
         {""s, book, book + "/images/", "x/images/1795361156403-hk6ufn.png"s, book + "/other/1795361156403-hk6ufn.png",
          book + "/images/1795361156403.png", book + "/images/17953-hk6ufn.png", book + "/images/1795361156403-.png",
          book + "/images/1795361156403-hk6ufn", photo + "/x", photo + ".gz", "backup/" + photo, "d" + photo.substr(1),
          book + "/images/1795361156403-HK6.png"})
        EXPECT_FALSE(is_photo_key(key)) << key;
}

}  // namespace

}  // namespace pictbook::blob
