#include "account/webauthn.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "support/authenticator.hpp"

namespace pictbook::account {
namespace {

using test::Authenticator;
using testing::HasSubstr;

const std::string kChallenge(32, 'c');
const std::string kChallengeText = to_base64url(kChallenge);
std::string hash_of_challenge() { return sha256(kChallenge); }
const RelyingParty kParty{"localhost", {"http://localhost:4000", "http://localhost:3000"}};

/// The step that refused, or empty.
template <class T>
std::string step_of(const Result<T>& result) {
    return result ? "" : result.error().detail;
}

Result<NewCredential> register_with(const std::string& client, const std::string& attestation) {
    return check_registration(kParty, {client, hash_of_challenge()}, attestation);
}
Result<NewCredential> register_with(const Authenticator& authenticator) {
    return register_with(authenticator.client_data("webauthn.create", kChallengeText),
                         authenticator.attestation_object());
}

Result<Asserted> assert_with(const Authenticator& authenticator, const KnownCredential& known,
                             const std::string& client) {
    const std::string data = authenticator.authenticator_data(false);
    const std::string signature = authenticator.sign(data, client);
    return check_assertion(kParty, {client, hash_of_challenge()}, known, {data, signature});
}
Result<Asserted> assert_with(const Authenticator& authenticator, std::uint32_t counter = 0) {
    const std::string key = authenticator.public_key();
    const bool eligible = authenticator.flags & test::kBackupEligible;
    return assert_with(authenticator, {key, counter, eligible},
                       authenticator.client_data("webauthn.get", kChallengeText));
}

// FACTOR-16, FACTOR-22
TEST(Registration, GivesTheCredential) {
    for (const auto algorithm :
         {Authenticator::Algorithm::es256, Authenticator::Algorithm::eddsa, Authenticator::Algorithm::rs256}) {
        Authenticator authenticator(algorithm);
        authenticator.counter = 7;
        authenticator.flags |= test::kBackupEligible | test::kBackedUp;
        const Result<NewCredential> found = register_with(authenticator);
        ASSERT_EQ(step_of(found), "");
        EXPECT_EQ(found->id, authenticator.credential_id);
        EXPECT_EQ(found->public_key, authenticator.public_key());
        EXPECT_EQ(found->sign_count, 7u);
        EXPECT_TRUE(found->user_verified && found->backup_eligible && found->backed_up);
    }
}

// FACTOR-20
TEST(Registration, ChecksTheClientData) {
    const Authenticator honest;
    const std::string object = honest.attestation_object();
    EXPECT_THAT(step_of(register_with(honest.client_data("webauthn.get", kChallengeText), object)), HasSubstr("7.1-7"));
    for (const std::string& other : {to_base64url(std::string(32, 'd')), std::string(), std::string("!")})
        EXPECT_THAT(step_of(register_with(honest.client_data("webauthn.create", other), object)), HasSubstr("7.1-8"));
    Authenticator elsewhere;
    for (const char* origin : {"http://localhost:3001", "https://localhost:3000", "http://evil.example", "null", ""}) {
        elsewhere.origin = origin;
        EXPECT_THAT(step_of(register_with(elsewhere)), HasSubstr("7.1-9")) << origin;
    }
    Authenticator framed;
    for (const char* cross : {R"(,"crossOrigin":true)", R"(,"crossOrigin":"false")", R"(,"crossOrigin":null)"}) {
        framed.more_client_data = cross;
        EXPECT_THAT(step_of(register_with(framed)), HasSubstr("inside a foreign page")) << cross;
    }
    framed.more_client_data = R"(,"crossOrigin":false,"other_keys_can_be_added_here":"so it is")";
    EXPECT_EQ(step_of(register_with(framed)), "");
    for (const std::string& odd : {std::string(), std::string("{"), std::string("[]"), std::string("\xFF")})
        EXPECT_THAT(step_of(register_with(odd, object)), HasSubstr("7.1-6"));
    framed.more_client_data = R"(,"x":")" + std::string(20'000, 'x') + R"(")";
    EXPECT_THAT(step_of(register_with(framed)), HasSubstr("7.1-6"));
}

// FACTOR-21
TEST(Registration, ChecksTheAuthenticatorData) {
    Authenticator authenticator;
    authenticator.rp_id = "example.com";
    EXPECT_THAT(step_of(register_with(authenticator)), HasSubstr("7.1-13"));
    authenticator.rp_id = "localhost";
    authenticator.flags = test::kVerified;
    EXPECT_THAT(step_of(register_with(authenticator)), HasSubstr("7.1-14"));
    authenticator.flags = test::kPresent | test::kBackedUp;
    EXPECT_THAT(step_of(register_with(authenticator)), HasSubstr("6.1.3"));
    authenticator.flags = test::kPresent;
    EXPECT_FALSE(register_with(authenticator)->user_verified);
    authenticator.credential_id = std::string(kMostCredentialIdBytes, 'x');
    EXPECT_EQ(step_of(register_with(authenticator)), "");
    authenticator.credential_id += "x";
    EXPECT_THAT(step_of(register_with(authenticator)), HasSubstr("7.1-12"));
    authenticator.credential_id.clear();
    EXPECT_THAT(step_of(register_with(authenticator)), HasSubstr("7.1-12"));
}

// FACTOR-23
TEST(Registration, EveryCutIsRefused) {
    const Authenticator authenticator;
    const std::string client = authenticator.client_data("webauthn.create", kChallengeText);
    const std::string object = authenticator.attestation_object();
    ASSERT_TRUE(register_with(client, object));
    for (std::size_t size = 0; size < object.size(); ++size)
        EXPECT_FALSE(register_with(client, object.substr(0, size))) << size;
    EXPECT_FALSE(register_with(client, object + std::string(1, '\0')));
    EXPECT_FALSE(register_with(client, std::string(70'000, 'x')));
}

// FACTOR-23
TEST(Registration, IgnoresOtherStatementsButReadsThem) {
    using namespace test;
    const Authenticator authenticator;
    const std::string client = authenticator.client_data("webauthn.create", kChallengeText);
    const auto object = [&](const std::string& format, const std::string& statement) {
        return cbor_head(5, 3) + cbor_text("fmt") + cbor_text(format) + cbor_text("attStmt") + statement +
               cbor_text("authData") + cbor_bytes(authenticator.authenticator_data(true));
    };
    const std::string signature = cbor_head(5, 1) + cbor_text("sig") + cbor_bytes("any");
    EXPECT_TRUE(register_with(client, object("packed", signature)));
    EXPECT_FALSE(register_with(client, object("none", signature)));
    EXPECT_FALSE(register_with(client, object("packed", cbor_bytes("any"))));
    EXPECT_FALSE(register_with(client, object("packed", "\xBF\xFF")));
    EXPECT_FALSE(register_with(client, object(std::string(33, 'x'), cbor_head(5, 0))));
    EXPECT_FALSE(register_with(client, cbor_head(5, 0)));
}

// FACTOR-18, FACTOR-20, FACTOR-21
TEST(Assertion, ChecksTheSameAndTheSignature) {
    for (const auto algorithm :
         {Authenticator::Algorithm::es256, Authenticator::Algorithm::eddsa, Authenticator::Algorithm::rs256}) {
        Authenticator honest(algorithm);
        EXPECT_EQ(step_of(assert_with(honest)), "");
        const std::string key = honest.public_key();
        const auto with_client = [&](const std::string& client) { return step_of(assert_with(honest, {key}, client)); };
        EXPECT_THAT(with_client(honest.client_data("webauthn.create", kChallengeText)), HasSubstr("7.2-11"));
        EXPECT_THAT(with_client(honest.client_data("webauthn.get", "AAAA")), HasSubstr("7.2-12"));
        const std::string other = Authenticator(algorithm).public_key();
        EXPECT_THAT(step_of(assert_with(honest, {other}, honest.client_data("webauthn.get", kChallengeText))),
                    HasSubstr("7.2-20"));
        honest.origin = "http://evil.example";
        EXPECT_THAT(step_of(assert_with(honest)), HasSubstr("7.2-13"));
    }
    Authenticator authenticator;
    authenticator.rp_id = "example.com";
    EXPECT_THAT(step_of(assert_with(authenticator)), HasSubstr("7.2-15"));
    authenticator.rp_id = "localhost";
    authenticator.flags = test::kVerified;
    EXPECT_THAT(step_of(assert_with(authenticator)), HasSubstr("7.2-16"));
    authenticator.flags = test::kPresent;
    EXPECT_FALSE(assert_with(authenticator)->user_verified);
    authenticator.flags = test::kPresent | test::kVerified;
    EXPECT_TRUE(assert_with(authenticator)->user_verified);
    const std::string key = authenticator.public_key();
    EXPECT_THAT(
        step_of(assert_with(authenticator, {key, 0, true}, authenticator.client_data("webauthn.get", kChallengeText))),
        HasSubstr("6.1.3"));
}

// FACTOR-24
TEST(Assertion, ACounterOnlyGrows) {
    Authenticator authenticator;
    const auto counted = [&](std::uint32_t known, std::uint32_t sent) {
        authenticator.counter = sent;
        return step_of(assert_with(authenticator, known));
    };
    EXPECT_EQ(counted(0, 0), "");
    EXPECT_EQ(counted(0, 1), "");
    EXPECT_EQ(counted(7, 8), "");
    EXPECT_EQ(counted(7, 0xFFFFFFFF), "");
    EXPECT_THAT(counted(7, 7), HasSubstr("7.2-21"));
    EXPECT_THAT(counted(7, 6), HasSubstr("7.2-21"));
    EXPECT_THAT(counted(7, 0), HasSubstr("7.2-21"));
}

// FACTOR-23
TEST(Assertion, EveryCutAndEveryChangeIsRefused) {
    const Authenticator authenticator;
    const std::string key = authenticator.public_key(), data = authenticator.authenticator_data(false);
    const std::string client = authenticator.client_data("webauthn.get", kChallengeText);
    const std::string signature = authenticator.sign(data, client);
    const auto check = [&](const std::string& its_data, const std::string& its_signature) {
        return check_assertion(kParty, {client, hash_of_challenge()}, {key}, {its_data, its_signature}).has_value();
    };
    ASSERT_TRUE(check(data, signature));
    for (std::size_t i = 0; i < data.size(); ++i) {
        std::string changed = data;
        changed[i] = static_cast<char>(changed[i] ^ 2);
        EXPECT_FALSE(check(data.substr(0, i), signature)) << i;
        EXPECT_FALSE(check(changed, signature)) << i;
    }
    EXPECT_FALSE(check(data + "x", signature));
    EXPECT_FALSE(check(authenticator.authenticator_data(true), signature));
    EXPECT_FALSE(check(std::string(70'000, 'x'), signature));
}

std::string from_hex(std::string_view hex) {
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        out.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    return out;
}

// FACTOR-20. Web Authentication Level 3, section "Test Vectors": ES256 credential with no attestation.
TEST(Webauthn, AgreesWithTheVectorsOfTheSpecification) {
    const RelyingParty party{"example.org", {"https://example.org"}};
    const std::string registration_hash =
        sha256(from_hex("00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130"));
    const std::string registration_client = from_hex(
        "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878475453746e6364"
        "7134"
        "313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f72"
        "6722"
        "2c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d6179206265"
        "2065"
        "7874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c20737563682061732074"
        "6869"
        "733a20426b5165446a646354427258426941774a544c453551227d");
    const std::string attestation = from_hex(
        "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5"
        "e0f0"
        "1452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3e"
        "c330"
        "084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a2fca"
        "6633"
        "4b03458abf879717c12cc68ed73290af2e2664796b9220");
    const Result<NewCredential> made = check_registration(party, {registration_client, registration_hash}, attestation);
    ASSERT_EQ(step_of(made), "");
    EXPECT_EQ(to_hex(made->id), "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4");
    EXPECT_TRUE(made->backup_eligible && made->backed_up && !made->user_verified);

    const std::string hash = sha256(from_hex("39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408"));
    const std::string client = from_hex(
        "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a555854"
        "3049"
        "393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c"
        "2263"
        "726f73734f726967696e223a66616c73657d");
    const std::string data = from_hex("bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000");
    const std::string signature = from_hex(
        "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd"
        "5d78"
        "c6e486013f937295ea13653e331e87");
    const KnownCredential known{made->public_key, 0, true};
    EXPECT_EQ(step_of(check_assertion(party, {client, hash}, known, {data, signature})), "");
    EXPECT_THAT(step_of(check_assertion(party, {client, registration_hash}, known, {data, signature})),
                HasSubstr("7.2-12"));
}

}  // namespace
}  // namespace pictbook::account
