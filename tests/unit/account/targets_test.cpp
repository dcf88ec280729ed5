// Where /auth may send a browser.
#include "account/targets.hpp"

#include <gtest/gtest.h>

namespace pictbook::account {
namespace {

const std::vector<std::string> kTrusted{"http://localhost:3000", "https://book.example"};

// AUTH-48
TEST(IsAllowedTarget, TakesOwnPathsAndTrustedOrigins) {
    for (const char* target :
         {"/", "/projects", "/projects/abc?x=1&y=a%20b#part", "/a//b", "/a:b", "/@home", "/%41%20b",
          "http://localhost:3000", "http://localhost:3000/", "http://LOCALHOST:3000/projects",
          "https://book.example/x?y=http://evil.example", "https://book.example:443/x", "/x?next=//evil.example"})
        EXPECT_TRUE(is_allowed_target(target, kTrusted)) << target;
}

// AUTH-50
TEST(IsAllowedTarget, OtherHostsAreForeignHoweverTheyAreWritten) {
    for (const char* target : {"",
                               "projects",
                               "//evil.example",
                               "///evil.example",
                               "/\\evil.example",
                               "\\\\evil.example",
                               "/\\/evil.example",
                               "/%2Fevil.example",
                               "/%2fevil.example",
                               "/%5Cevil.example",
                               "/%5cevil.example",
                               "/%252Fevil.example",
                               "/%25252Fevil.example",
                               "/%2525252Fevil.example",
                               "/.//evil.example",
                               "/..//evil.example",
                               "/x/../..//evil.example",
                               "/%2E/%2Fevil.example",
                               "/\t/evil.example",
                               "/\n/evil.example",
                               "/%09/evil.example",
                               "/%0d%0aSet-Cookie:x=y",
                               "/a b",
                               " /a",
                               "/a\r\nX: y",
                               "/ä",
                               "/a\\b",
                               "/a%5cb",
                               "/%",
                               "/%4",
                               "/%zz",
                               "https://evil.example",
                               "http://evil.example/http://localhost:3000",
                               "http://localhost:3000@evil.example",
                               "http://localhost:3000.evil.example",
                               "http://localhost:30001",
                               "http://localhost",
                               "https://localhost:3000",
                               "http:localhost:3000",
                               "http:/localhost:3000",
                               "http:///localhost:3000",
                               "//localhost:3000",
                               "http://localhost:3000\\@evil.example",
                               "http://localhost%3A3000/",
                               "http://book.example",
                               "https://book.example.",
                               "https://evilbook.example",
                               "javascript:alert(1)",
                               "data:text/html,x",
                               "ftp://book.example",
                               "blob:https://book.example/x"})
        EXPECT_FALSE(is_allowed_target(target, kTrusted)) << target;
    EXPECT_FALSE(is_allowed_target(std::string("/a\0b", 4), kTrusted));
}

TEST(AddQuery, KeepsWhatIsThere) {
    EXPECT_EQ(add_query("/x", "error", "a b"), "/x?error=a%20b");
    EXPECT_EQ(add_query("/x?y=1", "error", "e&f"), "/x?y=1&error=e%26f");
    EXPECT_EQ(add_query("https://book.example/x#part", "error", "e"), "https://book.example/x?error=e#part");
    EXPECT_EQ(add_query("/x#a?b", "error", "\r\n"), "/x?error=%0D%0A#a?b");
}

}  // namespace
}  // namespace pictbook::account
