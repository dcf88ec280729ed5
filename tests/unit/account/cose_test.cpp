#include "account/cose.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "support/authenticator.hpp"

namespace pictbook::account {
namespace {

using test::Authenticator;
using test::cbor_bytes;
using test::cbor_head;
using test::cbor_integer;

std::optional<CoseKey> read(const std::string& bytes) {
    const std::optional<Cbor> map = read_whole_cbor(bytes);
    return map ? CoseKey::read(*map) : std::nullopt;
}

std::string rsa_key(const std::string& n, const std::string& e) {
    return cbor_head(5, 4) + cbor_integer(1) + cbor_integer(3) + cbor_integer(3) + cbor_integer(-257) +
           cbor_integer(-1) + cbor_bytes(n) + cbor_integer(-2) + cbor_bytes(e);
}

std::string odd_number(std::size_t bytes) {
    std::string out = random_bytes(bytes);
    out.front() = '\xFF';
    out.back() = '\x01';
    return out;
}

// FACTOR-22
TEST(CoseKey, ChecksSignaturesOfThreeAlgorithms) {
    const std::pair<Authenticator::Algorithm, CoseAlgorithm> pairs[] = {
        {Authenticator::Algorithm::es256, CoseAlgorithm::es256},
        {Authenticator::Algorithm::eddsa, CoseAlgorithm::eddsa},
        {Authenticator::Algorithm::rs256, CoseAlgorithm::rs256}};
    for (const auto& [ours, theirs] : pairs) {
        const Authenticator authenticator(ours);
        const std::optional<CoseKey> key = read(authenticator.public_key());
        ASSERT_TRUE(key);
        EXPECT_EQ(key->algorithm(), theirs);
        const std::string signature = authenticator.sign("data", "client");
        const std::string message = "data" + sha256("client");
        EXPECT_TRUE(key->verifies(message, signature));
        EXPECT_FALSE(key->verifies(message + "x", signature));
        EXPECT_FALSE(read(Authenticator(ours).public_key())->verifies(message, signature));
        for (std::size_t i = 0; i < signature.size(); ++i) {
            std::string changed = signature;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            EXPECT_FALSE(key->verifies(message, changed)) << i;
            EXPECT_FALSE(key->verifies(message, signature.substr(0, i))) << i;
        }
        EXPECT_FALSE(key->verifies(message, signature + std::string(2000, 'x')));
    }
}

// FACTOR-22
TEST(CoseKey, RefusesAPointOffTheCurve) {
    std::string key = Authenticator().public_key();
    EXPECT_TRUE(read(key));
    key.back() = static_cast<char>(key.back() ^ 1);
    EXPECT_FALSE(read(key));
    key.replace(key.size() - 32, 32, std::string(32, '\xFF'));
    EXPECT_FALSE(read(key));
}

// FACTOR-22
TEST(CoseKey, RefusesAnythingElse) {
    const std::string ec = Authenticator().public_key(),
                      ed = Authenticator(Authenticator::Algorithm::eddsa).public_key();
    // In both: the count of members, 1: type, 3: algorithm, -1: curve, -2: x.
    const auto with = [](std::string key, std::size_t at, const std::string& bytes) {
        return key.replace(at, bytes.size(), bytes);
    };
    EXPECT_EQ(ec.substr(0, 8), "\xA5\x01\x02\x03\x26\x20\x01\x21");
    EXPECT_FALSE(read(with(ec, 2, "\x01")));                                        // type
    EXPECT_FALSE(read(with(ec, 4, "\x27")));                                        // EdDSA over P-256
    EXPECT_FALSE(read(with(ec, 4, "\x25")));                                        // an unknown algorithm
    EXPECT_FALSE(read(with(ec, 6, "\x02")));                                        // P-384
    EXPECT_FALSE(read("\xA6" + ec.substr(1) + cbor_integer(2) + cbor_bytes("x")));  // a parameter more
    EXPECT_FALSE(read(cbor_head(5, 4) + ec.substr(1, ec.size() - 36)));             // without y
    EXPECT_FALSE(read(with(ed, 6, "\x04")));                                        // X25519
    EXPECT_FALSE(read(cbor_head(5, 4) + ed.substr(1, 7) + cbor_bytes(std::string(31, 'x'))));
    EXPECT_FALSE(read(cbor_head(5, 0)));
    EXPECT_FALSE(read(cbor_integer(1)));
}

// FACTOR-22
TEST(CoseKey, BoundsRsaKeys) {
    const std::string e("\x01\x00\x01", 3);
    EXPECT_TRUE(read(rsa_key(odd_number(256), e)));
    EXPECT_TRUE(read(rsa_key(odd_number(512), e)));
    EXPECT_FALSE(read(rsa_key(odd_number(255), e)));
    EXPECT_FALSE(read(rsa_key("\x01" + odd_number(512), e)));
    EXPECT_FALSE(read(rsa_key(std::string(1, '\0') + odd_number(256), e)));
    EXPECT_FALSE(read(rsa_key(odd_number(255) + "\x02", e)));
    for (const std::string& bad : {std::string("\x01\x00\x00", 3), std::string("\x01"), std::string("\x00\x01", 2),
                                   std::string("\x01\x00\x00\x00\x01", 5), std::string()})
        EXPECT_FALSE(read(rsa_key(odd_number(256), bad)));
}

}  // namespace
}  // namespace pictbook::account
