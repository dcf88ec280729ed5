// A credential's public key as WebAuthn has it: a COSE_Key (RFC 9052 section 7) of one of three algorithms, with exactly the
// parameters that its type needs (WebAuthn section 6.5.1.1), and the signatures that it checks.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "account/webauthn_cbor.hpp"

struct evp_pkey_st;

namespace pictbook::account {

/// Numbers of the IANA registry of COSE algorithms.
enum class CoseAlgorithm { es256 = -7, eddsa = -8, rs256 = -257 };

class CoseKey {
public:
    /// Nothing unless it is a point on P-256, an Ed25519 key, or an RSA key of 2048 to 4096 bits whose exponent is odd and of
    /// at most 32 bits.
    static std::optional<CoseKey> read(const Cbor& key);

    CoseAlgorithm algorithm() const { return algorithm_; }
    /// ES256 signatures are DER (WebAuthn section 6.5.5), RS256 those of PKCS#1 v1.5.
    bool verifies(std::string_view message, std::string_view signature) const;

private:
    CoseKey(CoseAlgorithm algorithm, std::shared_ptr<evp_pkey_st> key) : algorithm_(algorithm), key_(std::move(key)) {}
    CoseAlgorithm algorithm_;
    std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace pictbook::account
