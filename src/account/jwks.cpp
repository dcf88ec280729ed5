#include "account/jwks.hpp"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <new>

#include "base/bytes.hpp"

namespace pictbook::account {

namespace {

using schema::json::object;
using Bytes = std::optional<std::string>;

constexpr int kLeastJwkRsaBits = 2048;  // RFC 7518 section 3.3
constexpr int kMostJwkRsaBits = 8192;   // a longer one would only cost time
constexpr std::size_t kMostJwkExponentBytes = 8;
constexpr std::size_t kJwkCoordinateBytes = 32;  // of P-256

template <class T, void (*free)(T*)>
struct Free {
    void operator()(T* it) const { free(it); }
};
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX, EVP_MD_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM, OSSL_PARAM_free>>;
using JwkNumber = std::unique_ptr<BIGNUM, Free<BIGNUM, BN_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG, ECDSA_SIG_free>>;

JwkNumber number_of(std::string_view bytes) {
    JwkNumber out(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
    if (!out) throw std::bad_alloc();
    return out;
}

/// Null when the values make no key: of an EC key that its point is on the curve is checked here.
std::shared_ptr<EVP_PKEY> make_jwk(const char* kind, OSSL_PARAM_BLD* builder) {
    const Params params(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* made = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
        ERR_clear_error();
        return nullptr;
    }
    return {made, EVP_PKEY_free};
}

std::shared_ptr<EVP_PKEY> make_rsa(const Bytes& modulus, const Bytes& exponent) {
    if (!modulus || !exponent || exponent->size() > kMostJwkExponentBytes || modulus->size() * 8 > kMostJwkRsaBits)
        return nullptr;
    const JwkNumber n = number_of(*modulus), e = number_of(*exponent);
    if (BN_num_bits(n.get()) < kLeastJwkRsaBits || !BN_is_odd(e.get()) || BN_is_one(e.get())) return nullptr;
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        throw std::bad_alloc();
    return make_jwk("RSA", builder.get());
}

std::shared_ptr<EVP_PKEY> make_p256(const Bytes& x, const Bytes& y) {
    if (!x || !y || x->size() != kJwkCoordinateBytes || y->size() != kJwkCoordinateBytes) return nullptr;
    const std::string point = "\x04" + *x + *y;  // uncompressed (SEC 1 section 2.3.3)
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
        throw std::bad_alloc();
    return make_jwk("EC", builder.get());
}

/// r and s one behind the other (RFC 7518 section 3.4), as the sequence that OpenSSL takes; empty when they are none.
std::string to_der(std::string_view raw) {
    if (raw.size() != 2 * kJwkCoordinateBytes) return "";
    const Signature signature(ECDSA_SIG_new());
    JwkNumber r = number_of(raw.substr(0, kJwkCoordinateBytes)), s = number_of(raw.substr(kJwkCoordinateBytes));
    if (!signature || ECDSA_SIG_set0(signature.get(), r.release(), s.release()) != 1) throw std::bad_alloc();
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(signature.get(), &der);
    if (size <= 0) throw std::bad_alloc();
    std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return out;
}

bool verify(EVP_PKEY* key, std::string_view text, std::string_view signature) {
    const Digest digest(EVP_MD_CTX_new());
    if (!digest) throw std::bad_alloc();
    const bool verified =
        EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
        EVP_DigestVerify(digest.get(), bytes_of(signature), signature.size(), bytes_of(text), text.size()) == 1;
    ERR_clear_error();  // what didn't verify is no news for whoever uses OpenSSL next on this thread
    return verified;
}

Bytes base64_in(const object& from, std::string_view name) {
    const std::optional<std::string> text = text_in(from, name);
    return text ? read_base64url(*text) : std::nullopt;
}

/// Whether the member is absent or has that value.
bool allows(const object& key, std::string_view name, std::string_view value) {
    return !key.contains(name) || text_in(key, name) == value;
}

}  // namespace

std::optional<KeySet::Key> KeySet::read_key(const schema::json::value& from) {
    const object* key = from.if_object();
    if (!key || !allows(*key, "use", "sig")) return std::nullopt;
    Key out;
    out.id = text_in(*key, "kid").value_or("");
    if (text_in(*key, "kty") == "RSA" && allows(*key, "alg", "RS256")) {
        out.algorithm = Algorithm::rs256;
        out.key = make_rsa(base64_in(*key, "n"), base64_in(*key, "e"));
    } else if (text_in(*key, "kty") == "EC" && text_in(*key, "crv") == "P-256" && allows(*key, "alg", "ES256")) {
        out.algorithm = Algorithm::es256;
        out.key = make_p256(base64_in(*key, "x"), base64_in(*key, "y"));
    }
    if (!out.key) return std::nullopt;
    return out;
}

std::optional<KeySet> KeySet::read(std::string_view json) {
    const std::optional<schema::json::value> value = schema::parse_json(json);
    const object* whole = value ? value->if_object() : nullptr;
    const schema::json::value* list = whole ? whole->if_contains("keys") : nullptr;
    if (!list || !list->is_array()) return std::nullopt;
    KeySet out;
    const schema::json::array& keys = list->as_array();
    for (std::size_t i = 0; i < std::min(keys.size(), kMostKeys); ++i)
        if (std::optional<Key> key = read_key(keys[i])) out.keys_.push_back(std::move(*key));
    return out;
}

std::vector<EVP_PKEY*> KeySet::keys_for(const Jwt& token) const {
    std::vector<EVP_PKEY*> out;
    for (const Key& key : keys_)
        if (key.algorithm == token.algorithm && (token.key_id.empty() || key.id == token.key_id))
            out.push_back(key.key.get());
    if (token.key_id.empty() && out.size() > 1) out.clear();
    return out;
}

bool KeySet::has_signed(const Jwt& token) const {
    const std::string signature = token.algorithm == Algorithm::es256 ? to_der(token.signature) : token.signature;
    if (signature.empty()) return false;
    const std::vector<EVP_PKEY*> keys = keys_for(token);
    return std::any_of(keys.begin(), keys.end(),
                       [&](EVP_PKEY* key) { return verify(key, token.signed_text, signature); });
}

}  // namespace pictbook::account
