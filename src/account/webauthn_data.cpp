#include "account/webauthn_data.hpp"

#include "account/webauthn.hpp"

namespace pictbook::account {

namespace {

constexpr std::size_t kDigestBytes = 32, kCounterBytes = 4, kModelBytes = 16, kLengthBytes = 2;
constexpr unsigned kUserPresent = 1, kUserVerified = 4, kBackupEligible = 8, kBackedUp = 16, kCredential = 64,
                   kExtensions = 128;

/// The next `size` bytes; empty when there are fewer.
std::string_view take(std::string_view& rest, std::size_t size) {
    if (rest.size() < size) return {};
    const std::string_view out = rest.substr(0, size);
    rest.remove_prefix(size);
    return out;
}

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t out = 0;
    for (const char c : bytes) out = out << 8 | static_cast<unsigned char>(c);
    return out;
}

/// The CBOR map that `rest` begins with.
std::optional<Cbor> take_map(std::string_view& rest) {
    std::optional<Cbor> map = read_cbor(rest);
    if (!map || map->kind != Cbor::Kind::map) return std::nullopt;
    rest.remove_prefix(map->source.size());
    return map;
}

/// Section 6.5.1.
std::optional<AuthenticatorData::Credential> take_credential(std::string_view& rest) {
    const std::string_view model = take(rest, kModelBytes), length = take(rest, kLengthBytes);
    if (model.empty() || length.empty()) return std::nullopt;
    const std::size_t size = big_endian(length);
    if (size == 0 || size > kMostCredentialIdBytes) return std::nullopt;
    const std::string_view id = take(rest, size);
    if (id.empty()) return std::nullopt;
    std::optional<Cbor> key = take_map(rest);
    if (!key) return std::nullopt;
    return AuthenticatorData::Credential{id, *std::move(key)};
}

}  // namespace

std::optional<AuthenticatorData> read_authenticator_data(std::string_view bytes) {
    AuthenticatorData out;
    std::string_view rest = bytes;
    out.rp_id_hash = take(rest, kDigestBytes);
    const std::string_view flag_byte = take(rest, 1), counter = take(rest, kCounterBytes);
    if (out.rp_id_hash.empty() || flag_byte.empty() || counter.empty()) return std::nullopt;
    const unsigned flags = big_endian(flag_byte);
    out.user_present = flags & kUserPresent;
    out.user_verified = flags & kUserVerified;
    out.backup_eligible = flags & kBackupEligible;
    out.backed_up = flags & kBackedUp;
    out.sign_count = big_endian(counter);
    if (flags & kCredential) {
        out.credential = take_credential(rest);
        if (!out.credential) return std::nullopt;
    }
    if ((flags & kExtensions) && !take_map(rest)) return std::nullopt;
    if (!rest.empty()) return std::nullopt;
    return out;
}

}  // namespace pictbook::account
