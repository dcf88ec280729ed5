#include "account/mail_seal.hpp"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

#include "base/bytes.hpp"
#include "base/ids.hpp"

namespace pictbook::account {

namespace {

constexpr std::size_t kNonceBytes = 12, kTagBytes = 16;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

void expect(int result) {
    if (result != 1) throw std::runtime_error("OpenSSL AES-GCM failed");
}

/// Ready for the text, with `id` authenticated beside it.
CipherContext begin(const std::string& key, std::string_view nonce, std::string_view id, bool encrypts) {
    CipherContext context(EVP_CIPHER_CTX_new());
    if (!context) throw std::bad_alloc();
    expect(EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(std::string_view(key)),
                             bytes_of(nonce), encrypts ? 1 : 0));
    int size = 0;
    expect(EVP_CipherUpdate(context.get(), nullptr, &size, bytes_of(id), static_cast<int>(id.size())));
    return context;
}

}  // namespace

/// A key of its own, so that nothing else made with the secret opens it.
MailSeal::MailSeal(std::string_view secret) : key_(hmac_sha256(secret, "pictbook mail outbox")) {}

std::string MailSeal::seal(std::string_view text, std::string_view id) const {
    const std::string nonce = random_bytes(kNonceBytes);
    const CipherContext context = begin(key_, nonce, id, true);
    std::string cipher(text.size(), '\0'), tag(kTagBytes, '\0');
    int size = 0;
    expect(EVP_CipherUpdate(context.get(), bytes_of(cipher), &size, bytes_of(text), static_cast<int>(text.size())));
    expect(EVP_CipherFinal_ex(context.get(), nullptr, &size));
    expect(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, tag.data()));
    return to_base64url(nonce + cipher + tag);
}

std::optional<std::string> MailSeal::open(std::string_view sealed, std::string_view id) const {
    const std::optional<std::string> bytes = from_base64url(sealed);
    if (!bytes || bytes->size() < kNonceBytes + kTagBytes) return std::nullopt;
    const std::string_view cipher =
        std::string_view(*bytes).substr(kNonceBytes, bytes->size() - kNonceBytes - kTagBytes);
    std::string tag = bytes->substr(bytes->size() - kTagBytes);
    const CipherContext context = begin(key_, std::string_view(*bytes).substr(0, kNonceBytes), id, false);
    std::string text(cipher.size(), '\0');
    int size = 0;
    expect(EVP_CipherUpdate(context.get(), bytes_of(text), &size, bytes_of(cipher), static_cast<int>(cipher.size())));
    expect(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()));
    if (EVP_CipherFinal_ex(context.get(), nullptr, &size) != 1) return std::nullopt;
    return text;
}

}  // namespace pictbook::account
