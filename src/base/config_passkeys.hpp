// The setting of passkeys: PASSKEY_RP_ID.
#pragma once

#include "base/config.hpp"

namespace pictbook {

/// The domain that passkeys are for; by default the host of `config.auth_url`. Throws BadConfig unless it is the host, or a
/// domain above it, of a page that may ask for them: every browser would refuse it.
std::string passkey_rp_id_in(const Environment& environment, const Config& config);

}  // namespace pictbook
