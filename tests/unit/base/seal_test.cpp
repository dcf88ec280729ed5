#include "base/seal.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace pictbook {
namespace {

const std::string kSecret = "a secret of the server";

TEST(Seal, OpensWhatItSealed) {
    for (const std::string& plain : {std::string(), std::string("JBSWY3DP"), std::string(100'000, '\0')}) {
        const std::string sealed = seal(kSecret, "totp", "ada", plain);
        EXPECT_EQ(open(kSecret, "totp", "ada", sealed), plain);
    }
}

TEST(Seal, ShowsNothingAndNeverComesTwice) {
    const std::string sealed = seal(kSecret, "totp", "ada", "JBSWY3DPEHPK3PXP");
    EXPECT_EQ(open(kSecret, "totp", "", seal(kSecret, "totp", "", "x")), "x");
    EXPECT_EQ(from_base64url(sealed)->find("JBSWY"), std::string::npos);
    EXPECT_NE(sealed, seal(kSecret, "totp", "ada", "JBSWY3DPEHPK3PXP"));
    EXPECT_EQ(sealed.find_first_of("+/= "), std::string::npos);
}

TEST(Seal, StaysShutForEverybodyElse) {
    const std::string sealed = seal(kSecret, "totp", "ada", "JBSWY3DP");
    EXPECT_FALSE(open("another secret", "totp", "ada", sealed));
    EXPECT_FALSE(open(kSecret, "mail", "ada", sealed));
    EXPECT_FALSE(open(kSecret, "totp", "grace", sealed));
}

TEST(Seal, NoticesEveryChange) {
    const std::string frame = *from_base64url(seal(kSecret, "totp", "ada", "JBSWY3DP"));
    for (std::size_t i = 0; i < frame.size(); ++i) {
        std::string changed = frame;
        changed[i] = static_cast<char>(changed[i] ^ 1);  // the first byte is the format
        EXPECT_FALSE(open(kSecret, "totp", "ada", to_base64url(changed))) << i;
        EXPECT_FALSE(open(kSecret, "totp", "ada", to_base64url(frame.substr(0, i)))) << i;
    }
    EXPECT_FALSE(open(kSecret, "totp", "ada", to_base64url(frame + "x")));
    EXPECT_FALSE(open(kSecret, "totp", "ada", "not base64url!"));
    EXPECT_FALSE(open(kSecret, "totp", "ada", std::string(3 * kMostSealedBytes, 'A')));
}

// Made by another program (Node's crypto): whoever changes the format adds one, and this stays readable.
TEST(Seal, OpensWhatAnotherProgramSealed) {
    EXPECT_EQ(open(kSecret, "totp", "ada", "AQcHBwcHBwcHBwcHB3aAVaPdQBMwg4qEy-jktliNug2WDaAJEw"), "JBSWY3DP");
}

}  // namespace
}  // namespace pictbook
