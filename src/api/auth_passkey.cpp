// Challenges of passkeys, and the passkeys of a person: FACTOR-19, FACTOR-26.
#include "api/auth_passkey.hpp"

#include "api/auth.hpp"
#include "api/auth_two_factor.hpp"
#include "base/bytes.hpp"
#include "store/verifications.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

constexpr std::size_t kChallengeBytes = 32;

Error passkey_not_found() { return auth_error(Fault::not_found, "Passkey not found"); }

awaitable<Result<std::vector<store::Passkey>>> list_passkeys(const Parts& parts, const Limited<Pace::usual>&,
                                                             const Self& self) {
    co_return co_await store::list_passkeys(parts.db, self.user().id.value);
}

struct OnePasskey {
    model::Id id;
};
BOOST_DESCRIBE_STRUCT(OnePasskey, (), (id))

awaitable<Result<std::nullptr_t>> remove_passkey(const Parts& parts, const Limited<Pace::usual>&, const Self& self,
                                                 const Input<OnePasskey>& input) {
    const bool removed = co_await store::delete_passkey(parts.db, self.user().id.value, input->id.value);
    if (!removed) co_return passkey_not_found();
    co_return nullptr;
}

struct RenamedPasskey {
    model::Id id;
    PasskeyName name;
};
BOOST_DESCRIBE_STRUCT(RenamedPasskey, (), (id, name))

struct UpdatedPasskey {
    store::Passkey passkey;
};
BOOST_DESCRIBE_STRUCT(UpdatedPasskey, (), (passkey))

awaitable<Result<UpdatedPasskey>> rename_passkey(const Parts& parts, const Limited<Pace::usual>&, const Self& self,
                                                 const Input<RenamedPasskey>& input) {
    std::optional<store::Passkey> renamed =
        co_await store::rename_passkey(parts.db, self.user().id.value, input->id.value, input->name.value);
    if (!renamed) co_return passkey_not_found();
    UpdatedPasskey out;
    out.passkey = std::move(*renamed);
    co_return out;
}

}  // namespace

awaitable<std::string> give_challenge(const Parts& parts, const Browser& browser, std::string_view ceremony,
                                      std::string user_id) {
    const std::string challenge = random_bytes(kChallengeBytes), token = make_token();
    const std::string identifier = hash_of_token(ceremony, token);
    GivenChallenge given;
    given.hash = to_base64url(sha256(challenge));
    given.userId = std::move(user_id);
    const Time time = now();
    auto keep = [&](db::Sql& sql) -> awaitable<Result<void>> {
        co_await store::create_verification(sql, identifier, schema::to_json(given), time + kChallengeLife, time);
        co_return Result<void>();
    };
    co_await parts.db.transaction(keep);
    browser.send_signed(kPasskeyCookie, token, kChallengeLife);
    co_return to_base64url(challenge);
}

awaitable<Result<GivenChallenge>> take_challenge(const Parts& parts, const Browser& browser,
                                                 std::string_view ceremony) {
    const std::string token = browser.signed_cookie(kPasskeyCookie);
    std::optional<std::string> value;
    if (!token.empty()) {
        browser.clear_signed(kPasskeyCookie);
        value = co_await store::take_verification(parts.db, hash_of_token(ceremony, token), now());
    }
    if (!value) co_return auth_error(Fault::bad_request, "Challenge not found");
    const std::optional<schema::json::value> json = schema::parse_json(*value);
    if (!json) throw std::runtime_error("a challenge's row is no JSON");
    co_return schema::decode<GivenChallenge>(*json, "row").value();
}

std::string hash_bytes(const GivenChallenge& challenge) { return from_base64url(challenge.hash).value(); }

account::RelyingParty relying_party(const Parts& parts) {
    return {parts.config.passkey_rp_id, parts.http_settings.trusted_origins};
}

std::vector<PasskeyDescriptor> describe_passkeys(const std::vector<store::Passkey>& passkeys) {
    std::vector<PasskeyDescriptor> out;
    for (const store::Passkey& each : passkeys) {
        PasskeyDescriptor& descriptor = out.emplace_back();
        descriptor.id = each.credentialID;
        for (std::string_view rest = each.transports; !rest.empty();) {
            const std::size_t end = std::min(rest.find(','), rest.size());
            descriptor.transports.emplace_back(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return out;
}

Error refused(std::string message, std::string_view step) {
    log::debug("a passkey was refused", {{"step", step}});
    return auth_error(Fault::bad_request, std::move(message));
}

Table auth_passkey_routes() {
    const std::vector<std::pair<Fault, const char*>> failures{{Fault::not_found, "Passkey not found"}};
    return {
        http::get<"/auth/passkey/list-user-passkeys">(list_passkeys, {"Your passkeys", "Accounts"}),
        http::post<"/auth/passkey/update-passkey">(rename_passkey,
                                                   {"Give a passkey of yours another name", "Accounts", failures}),
        http::post<"/auth/passkey/delete-passkey">(remove_passkey,
                                                   {"Give up a passkey of yours", "Accounts", failures}),
    };
}

}  // namespace pictbook::api
