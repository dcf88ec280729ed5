#include "base/seal.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <array>
#include <cassert>
#include <memory>
#include <stdexcept>

#include "base/bytes.hpp"
#include "base/ids.hpp"

namespace pictbook {

namespace {

constexpr char kFormat = 1;
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 12, kTagBytes = 16;  // NIST SP 800-38D sections 5.2.1.1 and 5.2.1.2
constexpr std::size_t kFrameBytes = 1 + kNonceBytes + kTagBytes;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

int length_of(std::string_view text) { return static_cast<int>(text.size()); }

void must(int openssl_result) {
    if (openssl_result != 1) throw std::runtime_error("OpenSSL could not seal");
}

/// The key of one purpose, overwritten when its scope ends.
class Key {
public:
    Key(std::string_view secret, std::string_view purpose) {
        const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> hkdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr),
                                                                     EVP_KDF_free);
        const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(EVP_KDF_CTX_new(hkdf.get()),
                                                                                EVP_KDF_CTX_free);
        std::string digest = "SHA256", key(secret), info = "pictbook seal " + std::string(purpose);
        const std::array<OSSL_PARAM, 4> parameters{
            OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
            OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.data(), key.size()),
            OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
            OSSL_PARAM_construct_end()};
        const int derived = EVP_KDF_derive(context.get(), bytes_.data(), bytes_.size(), parameters.data());
        OPENSSL_cleanse(key.data(), key.size());
        must(derived);
    }
    ~Key() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    const unsigned char* data() const { return bytes_.data(); }

private:
    std::array<unsigned char, kKeyBytes> bytes_;
};

}  // namespace

std::string seal(std::string_view secret, std::string_view purpose, std::string_view associated,
                 std::string_view plain) {
    assert(!secret.empty() && plain.size() <= kMostSealedBytes && associated.size() <= kMostSealedBytes);
    const Key key(secret, purpose);
    const std::string nonce = random_bytes(kNonceBytes);
    std::string text(plain.size(), '\0'), tag(kTagBytes, '\0');
    const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    int written = 0;
    must(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), bytes_of(std::string_view(nonce))));
    must(EVP_EncryptUpdate(cipher.get(), nullptr, &written, bytes_of(associated), length_of(associated)));
    must(EVP_EncryptUpdate(cipher.get(), bytes_of(text), &written, bytes_of(plain), length_of(plain)));
    must(EVP_EncryptFinal_ex(cipher.get(), nullptr, &written));
    must(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagBytes), tag.data()));
    return to_base64url(kFormat + nonce + text + tag);
}

std::optional<std::string> open(std::string_view secret, std::string_view purpose, std::string_view associated,
                                std::string_view sealed) {
    assert(!secret.empty() && associated.size() <= kMostSealedBytes);
    if (sealed.size() > 2 * (kMostSealedBytes + kFrameBytes)) return std::nullopt;
    const std::optional<std::string> frame = from_base64url(sealed);
    if (!frame || frame->size() < kFrameBytes || frame->front() != kFormat) return std::nullopt;
    const std::string_view view = *frame, nonce = view.substr(1, kNonceBytes);
    const std::string_view text = view.substr(1 + kNonceBytes, view.size() - kFrameBytes);
    std::string tag(view.substr(view.size() - kTagBytes)), plain(text.size(), '\0');

    const Key key(secret, purpose);
    const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    int written = 0;
    must(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), bytes_of(nonce)));
    must(EVP_DecryptUpdate(cipher.get(), nullptr, &written, bytes_of(associated), length_of(associated)));
    must(EVP_DecryptUpdate(cipher.get(), bytes_of(plain), &written, bytes_of(text), length_of(text)));
    must(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagBytes), tag.data()));
    if (EVP_DecryptFinal_ex(cipher.get(), nullptr, &written) != 1) return std::nullopt;
    return plain;
}

}  // namespace pictbook
