#include "signed_tokens.hpp"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

#include <stdexcept>

#include "base/bytes.hpp"

namespace pictbook::account {

namespace {

constexpr int kCoordinateBytes = 32;

void must(bool held) {
    if (!held) throw std::runtime_error("OpenSSL failed");
}

std::string to_bytes(const BIGNUM* number, int size) {
    std::string out(static_cast<std::size_t>(size), '\0');
    must(BN_bn2binpad(number, bytes_of(out), size) == size);
    return out;
}

/// As RFC 7518 section 3.4 writes it.
std::string raw_signature(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    must(signature);
    const std::string out = to_bytes(ECDSA_SIG_get0_r(signature), kCoordinateBytes) +
                            to_bytes(ECDSA_SIG_get0_s(signature), kCoordinateBytes);
    ECDSA_SIG_free(signature);
    return out;
}

}  // namespace

SigningKey SigningKey::rsa(unsigned bits) { return SigningKey(EVP_RSA_gen(bits)); }
SigningKey SigningKey::p256() { return SigningKey(EVP_EC_gen("P-256")); }

bool SigningKey::is_rsa() const { return EVP_PKEY_is_a(key_.get(), "RSA") == 1; }

std::string SigningKey::number(const char* name) const {
    const std::string_view wanted = name;
    const char* parameter = wanted == "n"   ? OSSL_PKEY_PARAM_RSA_N
                            : wanted == "e" ? OSSL_PKEY_PARAM_RSA_E
                            : wanted == "x" ? OSSL_PKEY_PARAM_EC_PUB_X
                                            : OSSL_PKEY_PARAM_EC_PUB_Y;
    BIGNUM* number = nullptr;
    must(EVP_PKEY_get_bn_param(key_.get(), parameter, &number) == 1);
    const std::string out = to_bytes(number, is_rsa() ? BN_num_bytes(number) : kCoordinateBytes);
    BN_free(number);
    return out;
}

std::string SigningKey::jwk(const std::string& more) const {
    const auto member = [&](const char* name) {
        return "\"" + std::string(name) + "\":\"" + to_base64url(number(name)) + "\"";
    };
    if (is_rsa()) return R"({"kty":"RSA",)" + member("n") + "," + member("e") + more + "}";
    return R"({"kty":"EC","crv":"P-256",)" + member("x") + "," + member("y") + more + "}";
}

std::string SigningKey::sign(std::string_view text) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    must(EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
    must(EVP_DigestSign(context, nullptr, &size, bytes, text.size()) == 1);
    std::string out(size, '\0');
    must(EVP_DigestSign(context, bytes_of(out), &size, bytes, text.size()) == 1);
    EVP_MD_CTX_free(context);
    out.resize(size);
    return is_rsa() ? out : raw_signature(out);
}

std::string SigningKey::token(const std::string& header, const std::string& claims) const {
    const std::string text = to_base64url(header) + "." + to_base64url(claims);
    return text + "." + to_base64url(sign(text));
}

std::string key_set(std::initializer_list<std::string> keys) {
    std::string out = R"({"keys":[)";
    for (const std::string& key : keys) out += (out.ends_with('[') ? "" : ",") + key;
    return out + "]}";
}

}  // namespace pictbook::account
