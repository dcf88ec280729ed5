#include "account/cose.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <stdexcept>
#include <string>

#include "base/bytes.hpp"

namespace pictbook::account {

namespace {

using KeyPointer = std::shared_ptr<evp_pkey_st>;
using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

// RFC 9053 section 7: types, the parameters of each, and curves.
constexpr std::int64_t kType = 1, kAlgorithm = 3;
constexpr std::int64_t kOctetKeyPair = 1, kEllipticCurve = 2, kRsa = 3;
constexpr std::int64_t kCurve = -1, kX = -2, kY = -3;
constexpr std::int64_t kModulus = -1, kExponent = -2;  // RFC 8230 section 4
constexpr std::int64_t kP256 = 1, kEd25519 = 6;

constexpr std::size_t kCoordinateBytes = 32;
constexpr int kLeastRsaBits = 2048, kMostRsaBits = 4096;
constexpr std::size_t kMostExponentBytes = 4;
constexpr std::size_t kMostSignatureBytes = 1024;

bool is(const Cbor& key, std::int64_t label, std::int64_t value) {
    const Cbor* found = key.find(label);
    return found && found->integer() == value;
}

/// The bytes of that label; empty when there are none.
std::string_view bytes_in(const Cbor& key, std::int64_t label) {
    const Cbor* found = key.find(label);
    return found && found->kind == Cbor::Kind::bytes ? found->text : std::string_view();
}

/// A key of OpenSSL's `type` made of what `fill` puts into the builder; null when OpenSSL doesn't take it.
KeyPointer make_key(const char* type, const auto& fill) {
    const std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> builder(OSSL_PARAM_BLD_new(),
                                                                                  OSSL_PARAM_BLD_free);
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr), EVP_PKEY_CTX_free);
    if (!builder || !context || !fill(builder.get())) throw std::runtime_error("OpenSSL can't build a key");
    const std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)> parameters(OSSL_PARAM_BLD_to_param(builder.get()),
                                                                             OSSL_PARAM_free);
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
        ERR_clear_error();
        return nullptr;
    }
    return {key, EVP_PKEY_free};
}

KeyPointer read_p256(const Cbor& key) {
    const std::string_view x = bytes_in(key, kX), y = bytes_in(key, kY);
    if (key.items.size() != 10 || !is(key, kCurve, kP256)) return nullptr;
    if (x.size() != kCoordinateBytes || y.size() != kCoordinateBytes) return nullptr;
    const std::string point = "\x04" + std::string(x) + std::string(y);  // SEC 1 section 2.3.3
    const auto fill = [&](OSSL_PARAM_BLD* builder) {
        return OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1 &&
               OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1;
    };
    return make_key("EC", fill);  // null for a point off the curve
}

KeyPointer read_ed25519(const Cbor& key) {
    const std::string_view x = bytes_in(key, kX);
    if (key.items.size() != 8 || !is(key, kCurve, kEd25519) || x.size() != kCoordinateBytes) return nullptr;
    return {EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(x), x.size()), EVP_PKEY_free};
}

KeyPointer read_rsa(const Cbor& key) {
    const std::string_view n = bytes_in(key, kModulus), e = bytes_in(key, kExponent);
    if (key.items.size() != 8 || n.empty() || e.empty()) return nullptr;
    if (n.front() == 0 || e.front() == 0) return nullptr;  // RFC 8230: the fewest bytes
    if (n.size() > kMostRsaBits / 8 || e.size() > kMostExponentBytes) return nullptr;
    const Number modulus(BN_bin2bn(bytes_of(n), static_cast<int>(n.size()), nullptr), BN_free);
    const Number exponent(BN_bin2bn(bytes_of(e), static_cast<int>(e.size()), nullptr), BN_free);
    if (BN_num_bits(modulus.get()) < kLeastRsaBits || !BN_is_odd(modulus.get())) return nullptr;
    if (!BN_is_odd(exponent.get()) || BN_is_one(exponent.get())) return nullptr;
    const auto fill = [&](OSSL_PARAM_BLD* builder) {
        return OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1 &&
               OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent.get()) == 1;
    };
    return make_key("RSA", fill);
}

}  // namespace

std::optional<CoseKey> CoseKey::read(const Cbor& key) {
    const auto make = [](CoseAlgorithm algorithm, KeyPointer found) -> std::optional<CoseKey> {
        if (!found) return std::nullopt;
        return CoseKey(algorithm, std::move(found));
    };
    const auto has = [&](std::int64_t type, CoseAlgorithm algorithm) {
        return is(key, kType, type) && is(key, kAlgorithm, static_cast<std::int64_t>(algorithm));
    };
    if (has(kEllipticCurve, CoseAlgorithm::es256)) return make(CoseAlgorithm::es256, read_p256(key));
    if (has(kOctetKeyPair, CoseAlgorithm::eddsa)) return make(CoseAlgorithm::eddsa, read_ed25519(key));
    if (has(kRsa, CoseAlgorithm::rs256)) return make(CoseAlgorithm::rs256, read_rsa(key));
    return std::nullopt;
}

bool CoseKey::verifies(std::string_view message, std::string_view signature) const {
    if (signature.size() > kMostSignatureBytes) return false;
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const EVP_MD* digest = algorithm_ == CoseAlgorithm::eddsa ? nullptr : EVP_sha256();  // EdDSA has its own
    const bool right =
        EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
        EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) == 1;
    if (!right) ERR_clear_error();
    return right;
}

}  // namespace pictbook::account
