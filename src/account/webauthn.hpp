// What a browser brings from an authenticator, checked by the procedures of Web Authentication Level 2, sections 7.1 and 7.2,
// and the backup flags of Level 3. Pure: the caller keeps challenges, credentials and counters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pictbook::account {

inline constexpr std::size_t kMostCredentialIdBytes = 1023;  // section 6.1.1

struct RelyingParty {
    std::string id;                    // the domain that passkeys are for
    std::vector<std::string> origins;  // of pages that may ask for them
};

/// What the browser signed in JSON, and the challenge that it should hold.
struct ClientData {
    std::string_view json;
    std::string_view challenge_hash;  // SHA-256 of the bytes that were given out
};

struct NewCredential {
    std::string id;          // bytes
    std::string public_key;  // COSE_Key
    std::uint32_t sign_count = 0;
    bool user_verified = false;
    bool backup_eligible = false;
    bool backed_up = false;
};

struct KnownCredential {
    std::string_view public_key;
    std::uint32_t sign_count = 0;
    bool backup_eligible = false;
};

struct Assertion {
    std::string_view authenticator_data;
    std::string_view signature;
};

struct Asserted {
    std::uint32_t sign_count = 0;
    bool user_verified = false;
    bool backed_up = false;
};

// A refusal is a bad_request whose `detail` names the step, for the log; what the person is told is the caller's.

/// Section 7.1, steps 5 to 19. The attestation's statement is bounded and ignored, as for one who asked for none.
Result<NewCredential> check_registration(const RelyingParty& party, const ClientData& client,
                                         std::string_view attestation_object);
/// Section 7.2, steps 9 to 21. Refuses a counter that didn't grow.
Result<Asserted> check_assertion(const RelyingParty& party, const ClientData& client, const KnownCredential& credential,
                                 const Assertion& assertion);

}  // namespace pictbook::account
