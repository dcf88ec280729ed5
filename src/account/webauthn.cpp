#include "account/webauthn.hpp"

#include <algorithm>
#include <stdexcept>

#include "account/cose.hpp"
#include "account/webauthn_data.hpp"
#include "base/bytes.hpp"
#include "schema/json.hpp"

namespace pictbook::account {

namespace {

constexpr std::size_t kMostClientDataBytes = 16u << 10;
constexpr std::size_t kMostFormatBytes = 32;  // of an attestation statement's name (section 8.1)

Error refusal(const char* step) { return {.fault = Fault::bad_request, .message = "", .detail = step}; }

std::string_view text_in(const schema::json::object& object, std::string_view name) {
    const schema::json::value* value = object.if_contains(name);
    const schema::json::string* text = value ? value->if_string() : nullptr;
    return text ? std::string_view(*text) : std::string_view();
}

/// Steps 5 to 9 of section 7.1 and 9 to 13 of section 7.2, which are the same but for the type.
Result<void> check_client_data(const RelyingParty& party, const ClientData& client, std::string_view type) {
    if (client.json.size() > kMostClientDataBytes) return refusal("7.1-6, 7.2-10: client data too long");
    const std::optional<schema::json::value> json = schema::parse_json(client.json);
    const schema::json::object* object = json ? json->if_object() : nullptr;
    if (!object) return refusal("7.1-6, 7.2-10: client data is no JSON object");
    if (text_in(*object, "type") != type) return refusal("7.1-7, 7.2-11: another type");
    const std::optional<std::string> challenge = from_base64url(text_in(*object, "challenge"));
    if (!challenge || !equal_in_constant_time(sha256(*challenge), client.challenge_hash))
        return refusal("7.1-8, 7.2-12: another challenge");
    const std::string_view origin = text_in(*object, "origin");
    if (std::find(party.origins.begin(), party.origins.end(), origin) == party.origins.end())
        return refusal("7.1-9, 7.2-13: a foreign origin");
    // Level 3 names its step; no page of ours asks from inside a foreign one.
    const schema::json::value* cross = object->if_contains("crossOrigin");
    if (cross && *cross != schema::json::value(false)) return refusal("5.8.1: asked from inside a foreign page");
    return Result<void>();
}

/// Steps 13 and 14 of section 7.1, 15 and 16 of section 7.2. User verification is preferred, so its step asks for nothing.
Result<void> check_authenticator_data(const RelyingParty& party, const AuthenticatorData& data) {
    if (!equal_in_constant_time(sha256(party.id), data.rp_id_hash))
        return refusal("7.1-13, 7.2-15: for another relying party");
    if (!data.user_present) return refusal("7.1-14, 7.2-16: no user was present");
    if (data.backed_up && !data.backup_eligible) return refusal("6.1.3: backed up without being eligible");
    return Result<void>();
}

/// The authenticator data of an attestation object, steps 12, 18 and 19 of section 7.1: exactly three members, and the format
/// `none` has an empty statement. Other statements are well-formed CBOR and say nothing that we rely on.
std::string_view data_of_attestation(const Cbor& object) {
    const Cbor *format = object.find("fmt"), *statement = object.find("attStmt"), *data = object.find("authData");
    if (!format || !statement || !data || object.items.size() != 6) return {};
    if (format->kind != Cbor::Kind::text || statement->kind != Cbor::Kind::map || data->kind != Cbor::Kind::bytes)
        return {};
    if (format->text.size() > kMostFormatBytes) return {};
    if (format->text == "none" && !statement->items.empty()) return {};
    return data->text;
}

/// Step 21 of section 7.2. Authenticators without a counter send 0 always.
bool has_grown(std::uint32_t from, std::uint32_t to) { return to > from || (to == 0 && from == 0); }

}  // namespace

Result<NewCredential> check_registration(const RelyingParty& party, const ClientData& client,
                                         std::string_view attestation_object) {
    const Result<void> client_fits = check_client_data(party, client, "webauthn.create");
    if (!client_fits) return client_fits.error();
    const std::optional<Cbor> object = read_whole_cbor(attestation_object);
    const std::string_view bytes = object ? data_of_attestation(*object) : std::string_view();
    const std::optional<AuthenticatorData> data = read_authenticator_data(bytes);
    if (!data || !data->credential) return refusal("7.1-12: no attestation object");
    const Result<void> data_fits = check_authenticator_data(party, *data);
    if (!data_fits) return data_fits.error();
    const std::optional<CoseKey> key = CoseKey::read(data->credential->public_key);
    if (!key) return refusal("7.1-16: a key of another algorithm, or none");
    NewCredential out;
    out.id = data->credential->id;
    out.public_key = data->credential->public_key.source;
    out.sign_count = data->sign_count;
    out.user_verified = data->user_verified;
    out.backup_eligible = data->backup_eligible;
    out.backed_up = data->backed_up;
    return out;
}

Result<Asserted> check_assertion(const RelyingParty& party, const ClientData& client, const KnownCredential& credential,
                                 const Assertion& assertion) {
    const Result<void> client_fits = check_client_data(party, client, "webauthn.get");
    if (!client_fits) return client_fits.error();
    if (assertion.authenticator_data.size() > kMostCborBytes) return refusal("7.2-8: authenticator data too long");
    const std::optional<AuthenticatorData> data = read_authenticator_data(assertion.authenticator_data);
    if (!data || data->credential) return refusal("7.2-8: no authenticator data of an assertion");
    const Result<void> data_fits = check_authenticator_data(party, *data);
    if (!data_fits) return data_fits.error();
    if (data->backup_eligible != credential.backup_eligible) return refusal("6.1.3: eligible for backup or not");
    const std::optional<Cbor> map = read_whole_cbor(credential.public_key);
    const std::optional<CoseKey> key = map ? CoseKey::read(*map) : std::nullopt;
    if (!key) throw std::runtime_error("a passkey's row has no public key");
    const std::string signed_bytes = std::string(assertion.authenticator_data) + sha256(client.json);
    if (!key->verifies(signed_bytes, assertion.signature)) return refusal("7.2-20: a wrong signature");
    if (!has_grown(credential.sign_count, data->sign_count)) return refusal("7.2-21: the counter went back");
    return Asserted{data->sign_count, data->user_verified, data->backed_up};
}

}  // namespace pictbook::account
