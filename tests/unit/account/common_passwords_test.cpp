// Which passwords are guessed first, by the list and by what is known of the person.
#include "account/common_passwords.hpp"

#include <gtest/gtest.h>

#include <string>

#include "web/assets.hpp"

namespace pictbook::account {
namespace {

bool is_easy(std::string_view password) {
    return is_easy_to_guess(password, "grace.hopper+navy@example.com", "Ada Bö");
}

TEST(CommonPasswords, AreEachFoundInTheList) {
    std::size_t count = 0;
    std::string_view left = web::common_passwords(), earlier;
    while (!left.empty()) {
        const std::string_view line = left.substr(0, left.find('\n'));
        EXPECT_GE(line.size(), 8u) << line;
        EXPECT_LT(earlier, line);
        EXPECT_TRUE(is_easy(line)) << line;
        earlier = line;
        left.remove_prefix(line.size() + 1);
        ++count;
    }
    EXPECT_GE(count, 3000u);
}

TEST(CommonPasswords, AreTheSameInUpperCaseAndInOtherWritings) {
    for (const char* password : {"password", "PassWord123", "QWERTYUIOP", "12345678", "ｐａｓｓｗｏｒｄ", "paſſword"})
        EXPECT_TRUE(is_easy(password)) << password;
}

TEST(CommonPasswords, AreNotWhatOnlyResemblesThem) {
    for (const char* password : {"", "\n", "a", "zzzzzzzzzzzzzzzzz", "password\n", "password\npassword1", "passwor",
                                 "\x7f", "correct horse 42", "qwertyuiop-and-more"})
        EXPECT_FALSE(is_easy(password)) << password;
}

TEST(CommonPasswords, AreWordsOfTheProductAndThePersonTooWithDigitsAndSigns) {
    for (const char* password :
         {"Pictbook", "pictbook-2026!", "PictShare", "Pictshare.Book1", "grace.hopper+navy@example.com",
          "GraceHopperNavy", "grace.hopper+navy", "hopper1906", "--Navy--1943", "ada+BÖ:1815", "Ada12345"})
        EXPECT_TRUE(is_easy(password)) << password;
}

TEST(CommonPasswords, MayHaveSuchAWordAmongOthers) {
    for (const char* password :
         {"grace and i", "our pictbook", "hopperhopper", "navyblue1943", "example.com", "bö 12345"})
        EXPECT_FALSE(is_easy(password)) << password;
}

TEST(CommonPasswords, OfAPersonOfWhomNothingIsKnownAreTheListAlone) {
    EXPECT_FALSE(is_easy_to_guess("", "", ""));
    EXPECT_FALSE(is_easy_to_guess("4711-4711-4711", "4711@example.com", "4711"));
    EXPECT_TRUE(is_easy_to_guess("491512345678", "491512345678@example.com", "Ada"));
}

}  // namespace
}  // namespace pictbook::account
