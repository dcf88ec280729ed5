// Signing in with a passkey: FACTOR-17, FACTOR-18, FACTOR-24, FACTOR-27.
#include "api/auth.hpp"
#include "api/auth_begin.hpp"
#include "api/auth_passkey.hpp"
#include "api/auth_two_factor.hpp"
#include "base/bytes.hpp"
#include "store/users.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

struct PasskeyRequest {
    std::string challenge;
    std::int32_t timeout = kPasskeyTimeout;
    std::string rpId;
    std::vector<PasskeyDescriptor> allowCredentials;  // of who is signed in; else any that the authenticator finds
    std::string userVerification = "preferred";
};
BOOST_DESCRIBE_STRUCT(PasskeyRequest, (), (challenge, timeout, rpId, allowCredentials, userVerification))

awaitable<Result<PasskeyRequest>> begin_authentication(const Parts& parts, const Limited<Pace::usual>&, const Anyone&,
                                                       const Browser& browser) {
    const std::optional<store::SignedIn> self = co_await look_up(parts, browser, false);
    const std::string user_id = self ? self->user.id.value : "";
    PasskeyRequest out;
    if (self) {
        const std::vector<store::Passkey> known = co_await store::list_passkeys(parts.db, user_id);
        out.allowCredentials = describe_passkeys(known);
    }
    out.challenge = co_await give_challenge(parts, browser, kAuthentication, user_id);
    out.rpId = parts.config.passkey_rp_id;
    co_return out;
}

struct AssertionBytes {
    std::string clientDataJSON;
    std::string authenticatorData;
    std::string signature;
    std::optional<std::string> userHandle;
};
BOOST_DESCRIBE_STRUCT(AssertionBytes, (), (clientDataJSON, authenticatorData, signature, userHandle))

struct PasskeyCredential {
    std::string id;
    std::string rawId;
    AssertionBytes response;
};
BOOST_DESCRIBE_STRUCT(PasskeyCredential, (), (id, rawId, response))

struct PasskeySignIn {
    PasskeyCredential response;
};
BOOST_DESCRIBE_STRUCT(PasskeySignIn, (), (response))

struct PasskeySignedIn {
    model::Session session;
    model::User user;
};
BOOST_DESCRIBE_STRUCT(PasskeySignedIn, (), (session, user))

using PasskeyAnswer = std::variant<PasskeySignedIn, TwoFactorRedirect>;

Error refused_sign_in(std::string_view step) { return refused("Authentication failed", step); }

/// Steps 5 and 6 of section 7.2: who was signed in when the ceremony began brings a passkey of their own; of nobody the
/// authenticator tells whose it is.
Result<void> check_owner(const GivenChallenge& challenge, const store::Passkey& passkey,
                         const std::optional<std::string>& user_handle) {
    if (!challenge.userId.empty() && challenge.userId != passkey.userId.value)
        return refused_sign_in("7.2-5: a passkey that was not asked for");
    if (challenge.userId.empty() && !user_handle) return refused_sign_in("7.2-6: no userHandle");
    if (user_handle && from_base64url(*user_handle) != passkey.userId.value)
        return refused_sign_in("7.2-6: a userHandle of another user");
    return Result<void>();
}

Result<account::Asserted> check_authentication(const Parts& parts, const GivenChallenge& challenge,
                                               const store::Passkey& passkey, const PasskeyCredential& credential) {
    const AssertionBytes& response = credential.response;
    const Result<void> owner_fits = check_owner(challenge, passkey, response.userHandle);
    if (!owner_fits) return owner_fits.error();
    const std::optional<std::string> client = from_base64url(response.clientDataJSON);
    const std::optional<std::string> data = from_base64url(response.authenticatorData);
    const std::optional<std::string> signature = from_base64url(response.signature);
    if (!client || !data || !signature || credential.rawId != credential.id) return refused_sign_in("malformed");
    const std::string key = from_base64url(passkey.publicKey).value(), hash = hash_bytes(challenge);
    const account::KnownCredential known{key, static_cast<std::uint32_t>(passkey.counter),
                                         passkey.deviceType == "multiDevice"};
    Result<account::Asserted> asserted =
        account::check_assertion(relying_party(parts), {*client, hash}, known, {*data, *signature});
    if (!asserted) return refused_sign_in(asserted.error().detail);
    return asserted;
}

/// The second factor stays to be shown when the authenticator did not make sure who holds it.
awaitable<bool> has_to_wait(const Parts& parts, const Browser& browser, std::string user_id, bool user_verified) {
    if (user_verified) co_return false;
    const std::optional<store::Credential> credential = co_await store::find_credential_of(parts.db, user_id);
    const std::string mark = password_mark(credential);
    if (!co_await needs_second_factor(parts, browser, user_id, mark)) co_return false;
    const WaitingSignIn waiting{user_id, mark};
    co_await wait_for_second_factor(parts, browser, waiting);
    co_return true;
}

awaitable<Result<PasskeyAnswer>> finish_authentication(const Parts& parts, const Limited<Pace::usual>&, const Anyone&,
                                                       const Input<PasskeySignIn>& input, const Browser& browser) {
    const Result<GivenChallenge> challenge = co_await take_challenge(parts, browser, kAuthentication);
    if (!challenge) co_return challenge.error();
    const std::optional<store::Passkey> passkey = co_await store::find_passkey(parts.db, input->response.id);
    if (!passkey) co_return auth_error(Fault::unauthorized, "Passkey not found");
    const Result<account::Asserted> asserted = check_authentication(parts, *challenge, *passkey, input->response);
    if (!asserted) co_return asserted.error();
    const std::string& user_id = passkey->userId.value;
    const bool used =
        co_await store::use_passkey(parts.db, passkey->id.value, asserted->sign_count, asserted->backed_up);
    if (!used) co_return refused_sign_in("7.2-21: the counter went back");
    if (co_await has_to_wait(parts, browser, user_id, asserted->user_verified)) co_return TwoFactorRedirect();

    PasskeySignedIn out;
    out.session = browser.new_session(passkey->userId, true);
    auto create = [&](db::Sql& sql) -> awaitable<Result<Replaced>> {
        std::optional<model::User> user = co_await store::hold_user(sql, user_id);
        const std::optional<store::Passkey> still = co_await store::find_passkey(sql, passkey->credentialID);
        if (!user || !still || still->id != passkey->id) co_return auth_error(Fault::unauthorized, "Passkey not found");
        out.user = std::move(*user);
        co_return co_await begin_session(sql, browser, out.session);
    };
    const Result<Replaced> created = co_await parts.db.transaction(create);
    if (!created) co_return created.error();
    tell_replaced(parts, *created);
    browser.send_token(out.session.token, true);
    co_return out;
}

}  // namespace

Table auth_passkey_sign_in_routes() {
    const http::Doc options{"What a browser needs to sign in with a passkey", "Accounts"};
    return {
        http::get<"/auth/passkey/generate-authenticate-options">(begin_authentication, options),
        http::post<"/auth/passkey/generate-authenticate-options">(begin_authentication, options),
        http::post<"/auth/passkey/verify-authentication">(finish_authentication,
                                                          {"Sign in with a passkey; sets the session cookie",
                                                           "Accounts",
                                                           {{Fault::bad_request, "Challenge not found"},
                                                            {Fault::bad_request, "Authentication failed"},
                                                            {Fault::unauthorized, "Passkey not found"}}}),
    };
}

}  // namespace pictbook::api
