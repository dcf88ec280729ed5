#include "account/recovery.hpp"

#include "account/totp.hpp"
#include "base/bytes.hpp"
#include "base/ids.hpp"

namespace pictbook::account {

namespace {

constexpr std::size_t kRandomBytes = 15;  // 24 characters of base32
constexpr std::size_t kGroup = 4;

}  // namespace

std::vector<std::string> make_recovery_codes() {
    std::vector<std::string> out;
    while (out.size() < kRecoveryCodes) {
        const std::string letters = to_lower_ascii(to_base32(random_bytes(kRandomBytes)));
        std::string code;
        for (std::size_t i = 0; i < letters.size(); i += kGroup)
            code += (i == 0 ? "" : "-") + letters.substr(i, kGroup);
        out.push_back(std::move(code));
    }
    return out;
}

std::string recovery_hash(std::string_view user_id, std::string_view code) {
    std::string letters = to_lower_ascii(code);
    std::erase_if(letters, [](char c) { return c == '-' || c == ' '; });
    return to_hex(sha256(std::string(user_id) + " " + letters));
}

}  // namespace pictbook::account
