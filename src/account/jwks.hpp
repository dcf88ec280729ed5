// A provider's public keys (RFC 7517) and what they say of a token. Pure, and safe to use on any thread.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <vector>

#include "account/jwt.hpp"

namespace pictbook::account {

class KeySet {
public:
    static constexpr std::size_t kMostKeys = 64;  // those beyond are not looked at

    /// Keys that are of no use here are left out: for encryption, of another kind, an RSA key under 2048 or over 8192 bits,
    /// a point that is not on the curve. Nothing when the text is no key set.
    static std::optional<KeySet> read(std::string_view json);

    std::size_t size() const { return keys_.size(); }
    /// Whether a key of the token's name and algorithm is here. A token without a name asks for the only key of that
    /// algorithm (OpenID Connect Core 1.0 section 10.1).
    bool has_key_for(const Jwt& token) const { return !keys_for(token).empty(); }
    /// Whether one of those keys has signed it. RFC 7517 section 4.5 lets keys share a name, so each is asked.
    bool has_signed(const Jwt& token) const;

private:
    struct Key {
        Algorithm algorithm;
        std::string id;
        std::shared_ptr<EVP_PKEY> key;
    };
    static std::optional<Key> read_key(const schema::json::value& from);
    std::vector<EVP_PKEY*> keys_for(const Jwt& token) const;

    std::vector<Key> keys_;
};

}  // namespace pictbook::account
