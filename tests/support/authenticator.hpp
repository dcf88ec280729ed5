// A software authenticator with one credential, and the browser around it. What it says is set by its members, so a test can
// make it lie in one place.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

struct evp_pkey_st;

namespace pictbook::test {

// Flags of authenticator data (WebAuthn section 6.1).
inline constexpr unsigned kPresent = 1, kVerified = 4, kBackupEligible = 8, kBackedUp = 16;

class Authenticator {
public:
    enum class Algorithm { es256, eddsa, rs256 };
    explicit Authenticator(Algorithm algorithm = Algorithm::es256);

    std::string rp_id = "localhost";
    std::string origin = "http://localhost:3000";
    std::string credential_id;  // random bytes
    unsigned flags = kPresent | kVerified;
    std::uint32_t counter = 0;
    std::string more_client_data;  // further members of the client data: `,"crossOrigin":false`
    std::string attestation_format = "none";
    std::string user_handle;  // base64url; none when empty

    /// The COSE_Key of the credential.
    std::string public_key() const;
    std::string client_data(const std::string& type, const std::string& challenge) const;
    /// With the credential when it is registered.
    std::string authenticator_data(bool with_credential) const;
    std::string attestation_object() const;
    /// Of authenticator data and client data.
    std::string sign(const std::string& authenticator_data, const std::string& client_data) const;

    // The credential as the client libraries send it; `challenge` is base64url.
    std::string registration_json(const std::string& challenge) const;
    std::string registration_json(const std::string& challenge, const std::string& attestation) const;
    std::string assertion_json(const std::string& challenge) const;
    std::string assertion_json(const std::string& client_data, const std::string& authenticator_data,
                               const std::string& signature) const;

private:
    Algorithm algorithm_;
    std::shared_ptr<evp_pkey_st> key_;
};

// CBOR (RFC 8949) by hand.
std::string cbor_head(unsigned major, std::uint64_t number);
std::string cbor_bytes(const std::string& bytes);
std::string cbor_text(const std::string& text);
std::string cbor_integer(std::int64_t number);

}  // namespace pictbook::test
