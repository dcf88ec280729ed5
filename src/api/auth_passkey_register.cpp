// A new passkey for somebody who is signed in: FACTOR-15, FACTOR-16, FACTOR-25, FACTOR-29.
#include <algorithm>

#include "account/cose.hpp"
#include "api/auth.hpp"
#include "api/auth_passkey.hpp"
#include "base/bytes.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

struct PasskeyParty {
    std::string id;
    std::string name = "Pictbook";
};
BOOST_DESCRIBE_STRUCT(PasskeyParty, (), (id, name))

struct PasskeyUser {
    std::string id;  // base64url of the user's id, which the authenticator gives back as userHandle
    std::string name;
    std::string displayName;
};
BOOST_DESCRIBE_STRUCT(PasskeyUser, (), (id, name, displayName))

struct PasskeyAlgorithm {
    static constexpr std::string_view type = "public-key";
    std::int32_t alg = 0;
};
BOOST_DESCRIBE_STRUCT(PasskeyAlgorithm, (), (alg))

/// Only a credential that the authenticator finds by itself signs somebody in without a name.
struct AnyAuthenticator {
    std::string residentKey = "required";
    bool requireResidentKey = true;
    std::string userVerification = "preferred";
};
BOOST_DESCRIBE_STRUCT(AnyAuthenticator, (), (residentKey, requireResidentKey, userVerification))

struct OneSortOfAuthenticator : AnyAuthenticator {
    std::string authenticatorAttachment;
};
BOOST_DESCRIBE_STRUCT(OneSortOfAuthenticator, (AnyAuthenticator), (authenticatorAttachment))

struct PasskeyExtensions {
    bool credProps = true;
};
BOOST_DESCRIBE_STRUCT(PasskeyExtensions, (), (credProps))

struct PasskeyCreation {
    std::string challenge;
    PasskeyParty rp;
    PasskeyUser user;
    std::vector<PasskeyAlgorithm> pubKeyCredParams;
    std::int32_t timeout = kPasskeyTimeout;
    std::string attestation = "none";
    std::vector<PasskeyDescriptor> excludeCredentials;
    std::variant<AnyAuthenticator, OneSortOfAuthenticator> authenticatorSelection;
    PasskeyExtensions extensions;
};
BOOST_DESCRIBE_STRUCT(PasskeyCreation, (),
                      (challenge, rp, user, pubKeyCredParams, timeout, attestation, excludeCredentials,
                       authenticatorSelection, extensions))

struct PasskeyWish {
    std::optional<std::string> authenticatorAttachment;
};
BOOST_DESCRIBE_STRUCT(PasskeyWish, (), (authenticatorAttachment))

awaitable<Result<PasskeyCreation>> begin_registration(const Parts& parts, const Limited<Pace::usual>&, const Self& self,
                                                      const http::Query<PasskeyWish>& query, const Browser& browser) {
    const Result<void> fresh = check_fresh(self);
    if (!fresh) co_return fresh.error();
    PasskeyCreation out;
    if (const std::optional<std::string>& sort = query.authenticatorAttachment) {
        if (*sort != "platform" && *sort != "cross-platform")
            co_return auth_error(Fault::bad_request, "Invalid authenticatorAttachment");
        OneSortOfAuthenticator selection;
        selection.authenticatorAttachment = *sort;
        out.authenticatorSelection = selection;
    }
    const model::User& user = self.user();
    const std::vector<store::Passkey> known = co_await store::list_passkeys(parts.db, user.id.value);
    out.excludeCredentials = describe_passkeys(known);
    out.challenge = co_await give_challenge(parts, browser, kRegistration, user.id.value);
    out.rp.id = parts.config.passkey_rp_id;
    out.user.id = to_base64url(user.id.value);
    out.user.name = user.email.value;
    out.user.displayName = user.name.value;
    for (const account::CoseAlgorithm each :
         {account::CoseAlgorithm::eddsa, account::CoseAlgorithm::es256, account::CoseAlgorithm::rs256})
        out.pubKeyCredParams.emplace_back().alg = static_cast<std::int32_t>(each);
    co_return out;
}

struct AttestationBytes {
    std::string clientDataJSON;
    std::string attestationObject;
    std::optional<std::vector<std::string>> transports;
};
BOOST_DESCRIBE_STRUCT(AttestationBytes, (), (clientDataJSON, attestationObject, transports))

struct NewPasskeyCredential {
    std::string id;
    std::string rawId;
    AttestationBytes response;
};
BOOST_DESCRIBE_STRUCT(NewPasskeyCredential, (), (id, rawId, response))

struct NewPasskey {
    NewPasskeyCredential response;
    std::optional<PasskeyName> name;
};
BOOST_DESCRIBE_STRUCT(NewPasskey, (), (response, name))

/// Words of the form of WebAuthn's AuthenticatorTransport, with commas between; nothing when they are others or too many.
std::optional<std::string> join_transports(const std::vector<std::string>& words) {
    constexpr std::size_t kMostWords = 8, kLongestWord = 32;
    std::string out;
    if (words.size() > kMostWords) return std::nullopt;
    for (const std::string& word : words) {
        const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
        if (word.empty() || word.size() > kLongestWord || !std::all_of(word.begin(), word.end(), fits))
            return std::nullopt;
        out += (out.empty() ? "" : ",") + word;
    }
    return out;
}

Error refused_registration(std::string_view step) { return refused("Failed to verify registration", step); }

Result<store::Passkey> check_registration(const Parts& parts, const GivenChallenge& challenge,
                                          const NewPasskey& input) {
    const AttestationBytes& response = input.response.response;
    const std::optional<std::string> client = from_base64url(response.clientDataJSON);
    const std::optional<std::string> object = from_base64url(response.attestationObject);
    const std::optional<std::string> transports =
        join_transports(response.transports.value_or(std::vector<std::string>()));
    if (!client || !object || !transports) return refused_registration("malformed");
    const Result<account::NewCredential> made =
        account::check_registration(relying_party(parts), {*client, hash_bytes(challenge)}, *object);
    if (!made) return refused_registration(made.error().detail);
    store::Passkey out;
    out.id = make_token();
    if (input.name && !input.name->value.empty()) out.name = input.name->value;
    out.publicKey = to_base64url(made->public_key);
    out.userId = challenge.userId;
    out.credentialID = to_base64url(made->id);
    out.counter = made->sign_count;
    out.deviceType = made->backup_eligible ? "multiDevice" : "singleDevice";
    out.backedUp = made->backed_up;
    out.transports = *transports;
    out.createdAt = now();
    if (input.response.id != out.credentialID || input.response.rawId != out.credentialID)
        return refused_registration("5.1: another id");
    return out;
}

awaitable<Result<store::Passkey>> finish_registration(const Parts& parts, const Limited<Pace::usual>&, const Self& self,
                                                      const Input<NewPasskey>& input, const Browser& browser) {
    const Result<void> fresh = check_fresh(self);
    if (!fresh) co_return fresh.error();
    const Result<GivenChallenge> challenge = co_await take_challenge(parts, browser, kRegistration);
    if (!challenge) co_return challenge.error();
    if (challenge->userId != self.user().id.value)
        co_return auth_error(Fault::unauthorized, "You are not allowed to register this passkey");
    const Result<store::Passkey> passkey = check_registration(parts, *challenge, *input);
    if (!passkey) co_return passkey.error();
    auto create = [&](db::Sql& sql) -> awaitable<Result<void>> {
        switch (co_await store::create_passkey(sql, *passkey)) {
            case store::PasskeyCreated::known:
                co_return auth_error(Fault::bad_request, "Previously registered");
            case store::PasskeyCreated::too_many:
                co_return auth_error(Fault::bad_request, "Too many passkeys");
            case store::PasskeyCreated::done:
                break;
        }
        const bool still = co_await store::hold_session(sql, self.session().id.value, passkey->createdAt);
        if (!still) co_return not_signed_in();
        co_return Result<void>();
    };
    const Result<void> created = co_await parts.db.transaction(create);
    if (!created) co_return created.error();
    co_return *passkey;
}

}  // namespace

Table auth_passkey_register_routes() {
    return {
        http::get<"/auth/passkey/generate-register-options">(
            begin_registration,
            {"What a browser needs to make a passkey",
             "Accounts",
             {{Fault::bad_request, "Invalid authenticatorAttachment"}, {Fault::forbidden, kNotFresh}}}),
        http::post<"/auth/passkey/verify-registration">(
            finish_registration, {"Keep the passkey that the browser made",
                                  "Accounts",
                                  {{Fault::bad_request, "Challenge not found"},
                                   {Fault::bad_request, "Failed to verify registration"},
                                   {Fault::bad_request, "Previously registered"},
                                   {Fault::bad_request, "Too many passkeys"},
                                   {Fault::unauthorized, "You are not allowed to register this passkey"},
                                   {Fault::forbidden, kNotFresh}}}),
    };
}

}  // namespace pictbook::api
