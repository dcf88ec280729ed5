// Bodies that wait in the outbox: MAIL-14.
#include "account/mail_seal.hpp"

#include <gtest/gtest.h>

namespace pictbook::account {
namespace {

TEST(MailSeal, OpensWhatItSealed) {  // MAIL-14
    const MailSeal seal("secret");
    for (const std::string& text : {std::string(), std::string("a link"), std::string(10'000, 'x')})
        EXPECT_EQ(seal.open(seal.seal(text, "m1"), "m1"), text);
    EXPECT_NE(seal.seal("a link", "m1"), seal.seal("a link", "m1"));
    EXPECT_EQ(MailSeal("secret").open(seal.seal("a link", "m1"), "m1"), "a link");
}

TEST(MailSeal, OpensNothingElse) {  // MAIL-14
    const MailSeal seal("secret"), other("another secret");
    const std::string sealed = seal.seal("a link", "m1");
    EXPECT_EQ(other.open(sealed, "m1"), std::nullopt);
    EXPECT_EQ(seal.open(sealed, "m2"), std::nullopt);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = changed[i] == 'A' ? 'Q' : 'A';
        EXPECT_EQ(seal.open(changed, "m1"), std::nullopt) << i;
    }
    for (const char* text : {"", "AAAA", "no base64url!"}) EXPECT_EQ(seal.open(text, "m1"), std::nullopt);
}

}  // namespace
}  // namespace pictbook::account
