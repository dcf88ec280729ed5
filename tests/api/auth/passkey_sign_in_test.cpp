// Signing in with a passkey.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "factors.hpp"
#include "passkeys.hpp"

namespace pictbook::test {
namespace {

/// A person with a passkey.
struct Holder {
    Person person;
    Authenticator phone;
};
Holder holder(Authenticator::Algorithm algorithm = Authenticator::Algorithm::es256) {
    Holder out{shared_server().sign_up(), Authenticator(algorithm)};
    EXPECT_EQ(add_passkey(out.person, out.phone).status, 200);
    return out;
}

// FACTOR-17
TEST(PasskeySignIn, BeginsWithWhatABrowserTakes) {
    const Holder ada = holder();
    for (const Reply& reply : {shared_server().nobody().post("/auth/passkey/generate-authenticate-options"),
                               shared_server().nobody().get("/auth/passkey/generate-authenticate-options")}) {
        ASSERT_EQ(reply.status, 200) << reply.body;
        EXPECT_EQ(from_base64url(reply.at("/challenge"))->size(), 32u);
        EXPECT_EQ(reply.at("/rpId"), "localhost");
        EXPECT_EQ(reply.at("/userVerification"), "preferred");
        EXPECT_EQ(reply.at("/allowCredentials"), "[]");
    }
    const Reply own = ada.person.post("/auth/passkey/generate-authenticate-options");
    EXPECT_EQ(own.at("/allowCredentials/0/id"), to_base64url(ada.phone.credential_id));
}

// FACTOR-18
TEST(PasskeySignIn, MakesASession) {
    for (const auto algorithm :
         {Authenticator::Algorithm::es256, Authenticator::Algorithm::eddsa, Authenticator::Algorithm::rs256}) {
        const Holder ada = holder(algorithm);
        const Attempt attempt = sign_in_with(shared_server(), ada.phone);
        ASSERT_EQ(attempt.reply.status, 200) << attempt.reply.body;
        EXPECT_EQ(attempt.reply.at("/user/id"), user_id(ada.person));
        EXPECT_EQ(attempt.reply.at("/session/token"), token_of(attempt.browser));
        EXPECT_THAT(set_cookie(attempt.reply, kToken), testing::HasSubstr("; Max-Age=604800; "));
        EXPECT_TRUE(is_signed_in(attempt.browser));
    }
}

// FACTOR-19
TEST(PasskeySignIn, AChallengeServesOnceAndOnlyItsBrowser) {
    const Holder ada = holder();
    const Person browser = shared_server().nobody();
    const std::string challenge = authentication_challenge(browser);
    const Person copy(browser);
    const std::string json = ada.phone.assertion_json(challenge);
    expect_error(finish_sign_in(shared_server().nobody(), json), 400, "Challenge not found", "CHALLENGE_NOT_FOUND");
    ASSERT_EQ(finish_sign_in(browser, json).status, 200);
    expect_error(finish_sign_in(copy, json), 400, "Challenge not found", "CHALLENGE_NOT_FOUND");  // a replay
    const Person other = shared_server().nobody();
    authentication_challenge(other);
    const Reply wrong = finish_sign_in(other, json);
    expect_refused_sign_in({other, wrong});
    EXPECT_EQ(finish_sign_in(other, json).at("/code"), "CHALLENGE_NOT_FOUND");  // a failure uses it up too
}

// FACTOR-20, FACTOR-21
TEST(PasskeySignIn, RefusesALie) {
    const Holder ada = holder();
    Authenticator liar = ada.phone;
    liar.origin = "http://evil.example";
    expect_refused_sign_in(sign_in_with(shared_server(), liar));
    liar = ada.phone;
    liar.rp_id = "evil.example";
    expect_refused_sign_in(sign_in_with(shared_server(), liar));
    liar = ada.phone;
    liar.flags = kVerified;
    expect_refused_sign_in(sign_in_with(shared_server(), liar));
    liar = ada.phone;
    liar.more_client_data = R"(,"crossOrigin":true)";
    expect_refused_sign_in(sign_in_with(shared_server(), liar));
    liar = ada.phone;
    liar.user_handle = to_base64url("somebody else");
    expect_refused_sign_in(sign_in_with(shared_server(), liar));
    liar.user_handle.clear();
    expect_refused_sign_in(sign_in_with(shared_server(), liar));
    Authenticator impostor;  // another key under the same id
    impostor.credential_id = ada.phone.credential_id;
    impostor.user_handle = ada.phone.user_handle;
    expect_refused_sign_in(sign_in_with(shared_server(), impostor));
    EXPECT_EQ(sign_in_with(shared_server(), ada.phone).reply.status, 200);
}

// FACTOR-18
TEST(PasskeySignIn, RefusesAChangedSignature) {
    const Holder ada = holder();
    const Person browser = shared_server().nobody();
    const std::string data = ada.phone.authenticator_data(false);
    for (const std::size_t at : {std::size_t{0}, std::size_t{10}, std::size_t{40}}) {
        const std::string client = ada.phone.client_data("webauthn.get", authentication_challenge(browser));
        std::string signature = ada.phone.sign(data, client);
        signature[at] = static_cast<char>(signature[at] ^ 1);
        expect_refused_sign_in({browser, finish_sign_in(browser, ada.phone.assertion_json(client, data, signature))});
    }
    for (std::size_t size = 0; size < data.size(); size += 5) {
        const std::string client = ada.phone.client_data("webauthn.get", authentication_challenge(browser));
        const std::string cut = data.substr(0, size), signature = ada.phone.sign(cut, client);
        expect_refused_sign_in({browser, finish_sign_in(browser, ada.phone.assertion_json(client, cut, signature))});
    }
}

// FACTOR-18
TEST(PasskeySignIn, AnUnknownCredentialIsNobodys) {
    Authenticator unknown;
    unknown.user_handle = to_base64url("nobody");
    expect_error(sign_in_with(shared_server(), unknown).reply, 401, "Passkey not found", "PASSKEY_NOT_FOUND");
}

// FACTOR-18
TEST(PasskeySignIn, WhoIsSignedInBringsTheirOwn) {
    const Holder ada = holder(), grace = holder();
    const std::string challenge = authentication_challenge(ada.person);
    const Reply reply = finish_sign_in(ada.person, grace.phone.assertion_json(challenge));
    expect_error(reply, 400, "Authentication failed", "AUTHENTICATION_FAILED");
    EXPECT_EQ(ada.person.get("/auth/get-session").at("/user/id"), user_id(ada.person));
}

// FACTOR-24
TEST(PasskeySignIn, ACounterThatGoesBackIsRefused) {
    Holder ada = holder();
    ada.phone.counter = 5;
    EXPECT_EQ(sign_in_with(shared_server(), ada.phone).reply.status, 200);
    EXPECT_EQ(ada.person.get("/auth/passkey/list-user-passkeys").at("/0/counter"), "5");
    for (const std::uint32_t counter : {5u, 4u, 0u}) {
        ada.phone.counter = counter;
        expect_refused_sign_in(sign_in_with(shared_server(), ada.phone));
    }
    ada.phone.counter = 6;
    EXPECT_EQ(sign_in_with(shared_server(), ada.phone).reply.status, 200);
}

// FACTOR-27
TEST(PasskeySignIn, IsBothFactorsOnlyWithUserVerification) {
    const Guarded ada = guard(shared_server());
    Authenticator phone;
    ASSERT_EQ(add_passkey(ada.person, phone).status, 200);
    EXPECT_TRUE(is_signed_in(sign_in_with(shared_server(), phone).browser));
    phone.flags = kPresent;
    const Attempt attempt = sign_in_with(shared_server(), phone);
    EXPECT_EQ(attempt.reply.status, 200);
    EXPECT_EQ(attempt.reply.body, R"({"twoFactorRedirect":true})");
    EXPECT_FALSE(is_signed_in(attempt.browser));
    EXPECT_EQ(attempt.browser.post("/auth/two-factor/verify-totp", code_json(ada.app.code())).status, 200);
    EXPECT_TRUE(is_signed_in(attempt.browser));
    const Holder grace = holder();  // has no second factor
    Authenticator unverified = grace.phone;
    unverified.flags = kPresent;
    EXPECT_TRUE(is_signed_in(sign_in_with(shared_server(), unverified).browser));
}

}  // namespace
}  // namespace pictbook::test
