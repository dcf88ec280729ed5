// Keys of a provider, and tokens that they sign.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace pictbook::account {

class SigningKey {
public:
    static SigningKey rsa(unsigned bits = 2048);
    static SigningKey p256();

    /// `{"kty":...}` with more members, as `,"kid":"a"`, appended.
    std::string jwk(const std::string& more = "") const;
    /// RS256, or ES256 as r||s.
    std::string sign(std::string_view text) const;
    /// A token in its compact form; the header and the claims are JSON.
    std::string token(const std::string& header, const std::string& claims) const;
    /// A member of its JWK, as bytes: n, e, x or y.
    std::string number(const char* name) const;

private:
    explicit SigningKey(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {}
    bool is_rsa() const;
    std::shared_ptr<EVP_PKEY> key_;
};

std::string key_set(std::initializer_list<std::string> keys);

}  // namespace pictbook::account
