#include "support/authenticator.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>
#include <stdexcept>

#include "base/bytes.hpp"
#include "base/ids.hpp"

namespace pictbook::test {

namespace {

constexpr unsigned kHasCredential = 64;

std::string big_endian(std::uint64_t number, std::size_t bytes) {
    std::string out(bytes, '\0');
    for (std::size_t i = bytes; i-- > 0; number >>= 8) out[i] = static_cast<char>(number & 0xFF);
    return out;
}

EVP_PKEY* make_key(Authenticator::Algorithm algorithm) {
    switch (algorithm) {
        case Authenticator::Algorithm::es256:
            return EVP_EC_gen("P-256");
        case Authenticator::Algorithm::eddsa:
            return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
        case Authenticator::Algorithm::rs256:
            return EVP_RSA_gen(2048);
    }
    throw std::logic_error("no such algorithm");
}

/// A number of the key, big-endian; in `bytes` bytes, or as few as it needs.
std::string number_of(const EVP_PKEY* key, const char* name, int bytes = 0) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1) throw std::logic_error(name);
    std::string out(static_cast<std::size_t>(bytes > 0 ? bytes : BN_num_bytes(number)), '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(out.size()));
    BN_free(number);
    return out;
}

}  // namespace

std::string cbor_head(unsigned major, std::uint64_t number) {
    const auto first = [&](unsigned low) { return std::string(1, static_cast<char>(major << 5 | low)); };
    if (number < 24) return first(static_cast<unsigned>(number));
    if (number < 256) return first(24) + big_endian(number, 1);
    if (number < 65536) return first(25) + big_endian(number, 2);
    return first(26) + big_endian(number, 4);
}
std::string cbor_bytes(const std::string& bytes) { return cbor_head(2, bytes.size()) + bytes; }
std::string cbor_text(const std::string& text) { return cbor_head(3, text.size()) + text; }
std::string cbor_integer(std::int64_t number) {
    return number >= 0 ? cbor_head(0, static_cast<std::uint64_t>(number))
                       : cbor_head(1, static_cast<std::uint64_t>(-1 - number));
}

Authenticator::Authenticator(Algorithm algorithm)
    : credential_id(random_bytes(32)), algorithm_(algorithm), key_(make_key(algorithm), EVP_PKEY_free) {
    if (!key_) throw std::runtime_error("OpenSSL made no key");
}

std::string Authenticator::public_key() const {
    const auto member = [](std::int64_t label, const std::string& value) { return cbor_integer(label) + value; };
    const auto common = [&](std::uint64_t members, std::int64_t type, std::int64_t algorithm) {
        return cbor_head(5, members) + member(1, cbor_integer(type)) + member(3, cbor_integer(algorithm));
    };
    if (algorithm_ == Algorithm::es256)
        return common(5, 2, -7) + member(-1, cbor_integer(1)) +
               member(-2, cbor_bytes(number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32))) +
               member(-3, cbor_bytes(number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32)));
    if (algorithm_ == Algorithm::rs256)
        return common(4, 3, -257) + member(-1, cbor_bytes(number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N))) +
               member(-2, cbor_bytes(number_of(key_.get(), OSSL_PKEY_PARAM_RSA_E)));
    std::array<unsigned char, 32> x;
    std::size_t size = x.size();
    EVP_PKEY_get_raw_public_key(key_.get(), x.data(), &size);
    return common(4, 1, -8) + member(-1, cbor_integer(6)) +
           member(-2, cbor_bytes({reinterpret_cast<const char*>(x.data()), size}));
}

std::string Authenticator::client_data(const std::string& type, const std::string& challenge) const {
    return R"({"type":")" + type + R"(","challenge":")" + challenge + R"(","origin":")" + origin + R"(")" +
           more_client_data + "}";
}

std::string Authenticator::authenticator_data(bool with_credential) const {
    const unsigned all = flags | (with_credential ? kHasCredential : 0);
    std::string out = sha256(rp_id) + big_endian(all, 1) + big_endian(counter, 4);
    if (with_credential)
        out += std::string(16, '\0') + big_endian(credential_id.size(), 2) + credential_id + public_key();
    return out;
}

std::string Authenticator::attestation_object() const {
    return cbor_head(5, 3) + cbor_text("fmt") + cbor_text(attestation_format) + cbor_text("attStmt") + cbor_head(5, 0) +
           cbor_text("authData") + cbor_bytes(authenticator_data(true));
}

std::string Authenticator::sign(const std::string& data, const std::string& client_data) const {
    const std::string message = data + sha256(client_data);
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const EVP_MD* digest = algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256();
    std::string out(1024, '\0');
    std::size_t size = out.size();
    if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes, message.size()) != 1)
        throw std::runtime_error("OpenSSL did not sign");
    return out.substr(0, size);
}

std::string Authenticator::registration_json(const std::string& challenge) const {
    return registration_json(challenge, attestation_object());
}

std::string Authenticator::registration_json(const std::string& challenge, const std::string& attestation) const {
    const std::string id = to_base64url(credential_id);
    return R"({"id":")" + id + R"(","rawId":")" + id + R"(","type":"public-key","response":{"clientDataJSON":")" +
           to_base64url(client_data("webauthn.create", challenge)) + R"(","attestationObject":")" +
           to_base64url(attestation) + R"(","transports":["internal","hybrid"]},"clientExtensionResults":{}})";
}

std::string Authenticator::assertion_json(const std::string& challenge) const {
    const std::string client = client_data("webauthn.get", challenge), data = authenticator_data(false);
    return assertion_json(client, data, sign(data, client));
}

std::string Authenticator::assertion_json(const std::string& client, const std::string& data,
                                          const std::string& signature) const {
    const std::string id = to_base64url(credential_id);
    return R"({"id":")" + id + R"(","rawId":")" + id + R"(","type":"public-key","response":{"clientDataJSON":")" +
           to_base64url(client) + R"(","authenticatorData":")" + to_base64url(data) + R"(","signature":")" +
           to_base64url(signature) + R"(")" + (user_handle.empty() ? "" : R"(,"userHandle":")" + user_handle + R"(")") +
           R"(},"clientExtensionResults":{}})";
}

}  // namespace pictbook::test
