// Authenticator data (WebAuthn section 6.1): fixed fields, then a credential and extensions as the flags say.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "account/webauthn_cbor.hpp"

namespace pictbook::account {

struct AuthenticatorData {
    std::string_view rp_id_hash;
    bool user_present = false, user_verified = false, backup_eligible = false, backed_up = false;
    std::uint32_t sign_count = 0;
    struct Credential {
        std::string_view id;
        Cbor public_key;
    };
    std::optional<Credential> credential = {};
};

/// Views into `bytes`. Nothing when something is missing, follows, or is no CBOR map where one should be.
std::optional<AuthenticatorData> read_authenticator_data(std::string_view bytes);

}  // namespace pictbook::account
