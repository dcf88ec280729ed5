// Which texts are e-mail addresses.
#include "account/addresses.hpp"

#include <gtest/gtest.h>

namespace pictbook::account {
namespace {

// AUTH-17
TEST(IsEmail, TakesUsualAddresses) {
    for (const char* text :
         {"ada@example.com", "Ada.Lovelace+books@mail.example.co.uk", "a@b.de", "o'neill@example.org",
          "1_2-3@4-5.example", "ADA@EXAMPLE.COM", "a-@example.com", "a@xn--bcher-kva.example"})
        EXPECT_TRUE(is_email(text)) << text;
}

// AUTH-17
TEST(IsEmail, RefusesWhatTheOriginalRefuses) {
    for (const char* text : {"",
                             "@",
                             "ada",
                             "ada@",
                             "@example.com",
                             "ada@example",
                             "ada@example.c",
                             "ada@example.c0m",
                             "ada@.com",
                             "ada@example..com",
                             "ada@-example.com",
                             ".ada@example.com",
                             "ada.@example.com",
                             "a..b@example.com",
                             "ada @example.com",
                             " ada@example.com",
                             "ada@example.com ",
                             "ada@exam ple.com",
                             "ada@@example.com",
                             "a@b@example.com",
                             "äda@example.com",
                             "ada@exämple.com",
                             "ada@example.com.",
                             "ada\n@example.com",
                             "\"ada\"@example.com",
                             "ada@[127.0.0.1]",
                             "ada'@example.com",
                             "ada@exam_ple.com",
                             "<ada@example.com>",
                             "ada@example.com\n"})
        EXPECT_FALSE(is_email(text)) << text;
    EXPECT_FALSE(is_email(std::string("ada@example.com\0", 16)));
    EXPECT_FALSE(is_email(std::string(310, 'a') + "@example.com"));
}

}  // namespace
}  // namespace pictbook::account
