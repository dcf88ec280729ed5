// What waits in the outbox holds links that still open something, so the database keeps it encrypted: AES-256-GCM (NIST SP
// 800-38D) with a key that is derived from BETTER_AUTH_SECRET.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pictbook::account {

class MailSeal {
public:
    explicit MailSeal(std::string_view secret);

    /// base64url of nonce, ciphertext and tag. `id` names what is sealed: under another it doesn't open.
    std::string seal(std::string_view text, std::string_view id) const;
    /// Nothing when it was sealed with another secret, for another id, or changed since.
    std::optional<std::string> open(std::string_view sealed, std::string_view id) const;

private:
    std::string key_;
};

}  // namespace pictbook::account
