// A person's passkeys: made, listed, renamed, given up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "passkeys.hpp"

namespace pictbook::test {
namespace {

void expect_refused(const Reply& reply) {
    expect_error(reply, 400, "Failed to verify registration", "FAILED_TO_VERIFY_REGISTRATION");
}

std::size_t count_passkeys(const Person& person) {
    return person.get("/auth/passkey/list-user-passkeys").json().as_array().size();
}

// FACTOR-15
TEST(PasskeyOptions, AreWhatABrowserTakes) {
    const Person ada = shared_server().sign_up();
    const std::string email = email_of(ada);
    const Reply reply = ada.get("/auth/passkey/generate-register-options?authenticatorAttachment=platform");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(from_base64url(reply.at("/challenge"))->size(), 32u);
    EXPECT_EQ(reply.at("/rp"), R"({"id":"localhost","name":"Pictbook"})");
    EXPECT_EQ(from_base64url(reply.at("/user/id")), user_id(ada));
    EXPECT_EQ(reply.at("/user/name"), email);
    EXPECT_EQ(reply.at("/user/displayName"), "Person ada");
    EXPECT_EQ(reply.at("/pubKeyCredParams"), R"([{"type":"public-key","alg":-8},{"type":"public-key","alg":-7},)"
                                             R"({"type":"public-key","alg":-257}])");
    EXPECT_EQ(reply.at("/attestation"), "none");
    EXPECT_EQ(reply.at("/excludeCredentials"), "[]");
    EXPECT_EQ(reply.at("/authenticatorSelection/residentKey"), "required");
    EXPECT_EQ(reply.at("/authenticatorSelection/userVerification"), "preferred");
    EXPECT_EQ(reply.at("/authenticatorSelection/authenticatorAttachment"), "platform");
    EXPECT_EQ(ada.get("/auth/passkey/generate-register-options").body.find("authenticatorAttachment"),
              std::string::npos);
    EXPECT_EQ(ada.get("/auth/passkey/generate-register-options?authenticatorAttachment=x").status, 400);
    EXPECT_NE(registration_challenge(ada), registration_challenge(ada));
    expect_error(shared_server().nobody().get("/auth/passkey/generate-register-options"), 401, "", "UNAUTHORIZED");
}

// FACTOR-16
TEST(PasskeyRegistration, KeepsWhatTheBrowserMade) {
    for (const auto algorithm :
         {Authenticator::Algorithm::es256, Authenticator::Algorithm::eddsa, Authenticator::Algorithm::rs256}) {
        const Person ada = shared_server().sign_up();
        Authenticator phone(algorithm);
        phone.flags |= kBackupEligible | kBackedUp;
        const Reply reply = add_passkey(ada, phone, R"(,"name":"My phone")");
        ASSERT_EQ(reply.status, 200) << reply.body;
        EXPECT_EQ(reply.json().as_object().size(), 10u);
        EXPECT_EQ(reply.at("/name"), "My phone");
        EXPECT_EQ(reply.at("/credentialID"), to_base64url(phone.credential_id));
        EXPECT_EQ(reply.at("/publicKey"), to_base64url(phone.public_key()));
        EXPECT_EQ(reply.at("/userId"), user_id(ada));
        EXPECT_EQ(reply.at("/counter"), "0");
        EXPECT_EQ(reply.at("/deviceType"), "multiDevice");
        EXPECT_EQ(reply.at("/backedUp"), "true");
        EXPECT_EQ(reply.at("/transports"), "internal,hybrid");
        EXPECT_EQ(ada.get("/auth/passkey/list-user-passkeys").body, "[" + reply.body + "]");
        const Reply again = ada.get("/auth/passkey/generate-register-options");
        EXPECT_EQ(again.at("/excludeCredentials"), R"([{"type":"public-key","id":")" + reply.at("/credentialID") +
                                                       R"(","transports":["internal","hybrid"]}])");
    }
}

// FACTOR-19
TEST(PasskeyRegistration, AChallengeServesOnceAndOnlyItsBrowserAndPerson) {
    const Person ada = shared_server().sign_up();
    const Authenticator phone;
    const std::string challenge = registration_challenge(ada);
    const std::string cookie = set_cookie(ada.get("/auth/passkey/generate-register-options"), kChallengeCookie);
    EXPECT_THAT(cookie, testing::HasSubstr("; Max-Age=300; "));
    EXPECT_THAT(cookie, testing::HasSubstr("; HttpOnly; "));
    expect_refused(finish_registration(ada, phone.registration_json(challenge)));  // that of before
    const Person copy(ada);
    const std::string next = registration_challenge(ada);
    const Person thief(ada);
    ASSERT_EQ(finish_registration(ada, phone.registration_json(next)).status, 200);
    for (const Person& other : {ada, copy, thief})
        expect_error(finish_registration(other, Authenticator().registration_json(next)), 400, "Challenge not found",
                     "CHALLENGE_NOT_FOUND");
    const std::string third = registration_challenge(ada);
    Person grace = shared_server().sign_up("grace");
    grace.cookies[kChallengeCookie] = ada.cookies[kChallengeCookie];
    expect_error(finish_registration(grace, Authenticator().registration_json(third)), 401,
                 "You are not allowed to register this passkey", "YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY");
    expect_error(finish_registration(ada, Authenticator().registration_json(third)), 400, "Challenge not found",
                 "CHALLENGE_NOT_FOUND");
    EXPECT_EQ(count_passkeys(ada), 1u);
    EXPECT_EQ(count_passkeys(grace), 0u);
}

// FACTOR-19
TEST(PasskeyRegistration, AChallengeEndsAndIsOfItsCeremony) {
    const Person ada = shared_server().sign_up();
    const std::string challenge = registration_challenge(ada);
    sql(shared_server(), R"(UPDATE "Verification" SET "expiresAt" = '2020-01-01 00:00:00.000' WHERE "value" LIKE '%)" +
                             user_id(ada) + "%'");
    EXPECT_EQ(finish_registration(ada, Authenticator().registration_json(challenge)).at("/code"),
              "CHALLENGE_NOT_FOUND");
    const std::string other = authentication_challenge(ada);
    EXPECT_EQ(finish_registration(ada, Authenticator().registration_json(other)).at("/code"), "CHALLENGE_NOT_FOUND");
    const std::string stored = sql(shared_server(), R"(SELECT "value" FROM "Verification" WHERE "identifier" LIKE )"
                                                    R"('passkey-%' ORDER BY "createdAt" DESC)");
    EXPECT_EQ(stored.find(other), std::string::npos);  // a hash of it
}

// FACTOR-20, FACTOR-21
TEST(PasskeyRegistration, RefusesALie) {
    const Person ada = shared_server().sign_up();
    const auto attempt = [&](Authenticator liar) {
        expect_refused(finish_registration(ada, liar.registration_json(registration_challenge(ada))));
    };
    Authenticator liar;
    liar.origin = "http://evil.example";
    attempt(liar);
    liar = Authenticator();
    liar.rp_id = "evil.example";
    attempt(liar);
    liar = Authenticator();
    liar.flags = kVerified;
    attempt(liar);
    liar = Authenticator();
    liar.more_client_data = R"(,"crossOrigin":true)";
    attempt(liar);
    registration_challenge(ada);
    expect_refused(finish_registration(ada, Authenticator().registration_json(to_base64url(std::string(32, 'x')))));
    liar = Authenticator();
    const Authenticator other;
    const std::string challenge = registration_challenge(ada);  // with the object of another credential
    expect_refused(finish_registration(ada, liar.registration_json(challenge, other.attestation_object())));
    EXPECT_EQ(count_passkeys(ada), 0u);
}

// FACTOR-23
TEST(PasskeyRegistration, RefusesGarbageOfEveryLength) {
    const Person ada = shared_server().sign_up();
    const Authenticator phone;
    const std::string object = phone.attestation_object();
    for (std::size_t size = 0; size < object.size(); size += 7)
        expect_refused(
            finish_registration(ada, phone.registration_json(registration_challenge(ada), object.substr(0, size))));
    expect_refused(finish_registration(
        ada, phone.registration_json(registration_challenge(ada), object + std::string(70'000, 'x'))));
    for (const char* json : {"{}", "[]", "null", "7", R"({"id":"x","rawId":"x","response":{}})"})
        EXPECT_EQ(finish_registration(ada, json).status, 400) << json;
    EXPECT_EQ(finish_registration(ada, phone.registration_json("x", std::string(7u << 20, 'x'))).status, 413);
    EXPECT_EQ(count_passkeys(ada), 0u);
}

// FACTOR-25
TEST(PasskeyRegistration, ACredentialIsOfOnePersonAndAPersonHasTwentyAtMost) {
    const Person ada = shared_server().sign_up(), grace = shared_server().sign_up("grace");
    Authenticator phone;
    ASSERT_EQ(add_passkey(ada, phone).status, 200);
    for (const Person& person : {ada, grace})
        expect_error(add_passkey(person, phone), 400, "Previously registered", "PREVIOUSLY_REGISTERED");
    for (int i = 1; i < 20; ++i) {
        Authenticator other;
        ASSERT_EQ(add_passkey(ada, other).status, 200);
    }
    Authenticator last;
    expect_error(add_passkey(ada, last), 400, "Too many passkeys", "TOO_MANY_PASSKEYS");
    EXPECT_EQ(count_passkeys(ada), 20u);
}

// FACTOR-26
TEST(Passkeys, AreRenamedAndGivenUpByTheirPersonAlone) {
    const Person ada = shared_server().sign_up(), grace = shared_server().sign_up("grace");
    Authenticator phone;
    const std::string id = add_passkey(ada, phone).at("/id");
    const std::string one = R"({"id":")" + id + R"(")", named = one + R"(,"name":"My key"})";
    expect_error(grace.post("/auth/passkey/update-passkey", named), 404, "Passkey not found", "PASSKEY_NOT_FOUND");
    expect_error(grace.post("/auth/passkey/delete-passkey", one + "}"), 404, "Passkey not found", "PASSKEY_NOT_FOUND");
    EXPECT_EQ(ada.post("/auth/passkey/update-passkey", named).at("/passkey/name"), "My key");
    EXPECT_EQ(ada.get("/auth/passkey/list-user-passkeys").at("/0/name"), "My key");
    EXPECT_EQ(ada.post("/auth/passkey/update-passkey", one + R"(,"name":")" + std::string(101, 'x') + R"("})").status,
              400);
    EXPECT_EQ(ada.post("/auth/passkey/delete-passkey", one + "}").body, "null");
    EXPECT_EQ(count_passkeys(ada), 0u);
    EXPECT_EQ(sign_in_with(shared_server(), phone).reply.status, 401);
    for (const char* path : {"/auth/passkey/update-passkey", "/auth/passkey/delete-passkey"})
        expect_error(shared_server().nobody().post(path, named), 401, "", "UNAUTHORIZED");
    expect_error(shared_server().nobody().get("/auth/passkey/list-user-passkeys"), 401, "", "UNAUTHORIZED");
}

// FACTOR-28
TEST(Passkeys, AreForTheDomainThatIsSet) {
    TestServer server({{"PASSKEY_RP_ID", "book.example"},
                       {"FRONTEND_URL", "https://app.book.example"},
                       {"BETTER_AUTH_URL", "http://localhost:4000/auth"}});
    const Person ada = server.sign_up();
    EXPECT_EQ(ada.get("/auth/passkey/generate-register-options").at("/rp/id"), "book.example");
    Authenticator phone;
    expect_refused(add_passkey(ada, phone));
    phone.rp_id = "book.example";
    phone.origin = "https://app.book.example";
    EXPECT_EQ(add_passkey(ada, phone).status, 200);
    EXPECT_EQ(server.nobody().get("/auth/passkey/generate-authenticate-options").at("/rpId"), "book.example");
}

// FACTOR-29
TEST(Passkeys, AreMadeInAFreshSessionOnly) {
    const Person ada = shared_server().sign_up();
    Authenticator phone;
    const std::string credential = phone.registration_json(registration_challenge(ada));
    make_session_old(shared_server(), token_of(ada));
    for (const Reply& reply :
         {ada.get("/auth/passkey/generate-register-options"), finish_registration(ada, credential)})
        expect_error(reply, 403, "Session is not fresh", "SESSION_IS_NOT_FRESH");
    EXPECT_EQ(ada.get("/auth/passkey/list-user-passkeys").body, "[]");
    EXPECT_EQ(add_passkey(sign_in_again(ada), phone).status, 200);
}

}  // namespace
}  // namespace pictbook::test
