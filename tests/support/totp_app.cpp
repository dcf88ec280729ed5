#include "support/totp_app.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <chrono>
#include <set>

namespace pictbook::test {

namespace {

std::string from_base32(const std::string& text) {
    static const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out, bits;
    for (const char c : text) {
        const std::size_t value = alphabet.find(c);
        EXPECT_NE(value, std::string::npos) << text;
        for (int bit = 4; bit >= 0; --bit) bits.push_back((value >> bit & 1) != 0 ? '1' : '0');
    }
    for (std::size_t i = 0; i + 8 <= bits.size(); i += 8)
        out.push_back(static_cast<char>(std::stoi(bits.substr(i, 8), nullptr, 2)));
    return out;
}

std::string code_of(const std::string& secret, std::int64_t step) {
    std::array<unsigned char, 8> message;
    for (std::size_t i = 0; i < 8; ++i) message[i] = static_cast<unsigned char>(step >> (8 * (7 - i)) & 0xFF);
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac;
    unsigned size = 0;
    HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), message.data(), message.size(), mac.data(), &size);
    const std::size_t at = mac[size - 1] & 15u;
    const unsigned long number = static_cast<unsigned long>(mac[at] & 127u) << 24 |
                                 static_cast<unsigned long>(mac[at + 1]) << 16 |
                                 static_cast<unsigned long>(mac[at + 2]) << 8 | mac[at + 3];
    const std::string digits = std::to_string(1'000'000 + number % 1'000'000);
    return digits.substr(1);
}

std::int64_t present_step() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count() / 30;
}

}  // namespace

TotpApp::TotpApp(const std::string& address) {
    EXPECT_TRUE(address.starts_with("otpauth://totp/")) << address;
    const std::size_t begin = address.find("secret=");
    if (begin == std::string::npos) return;
    secret_ = from_base32(address.substr(begin + 7, address.find('&', begin) - begin - 7));
}

std::string TotpApp::code(std::int64_t steps_away) const { return code_of(secret_, present_step() + steps_away); }

std::string TotpApp::wrong_code() const {
    std::set<std::string> right;
    for (std::int64_t away = -3; away <= 3; ++away) right.insert(code(away));
    for (int number = 100'000;; ++number)
        if (!right.contains(std::to_string(number))) return std::to_string(number);
}

}  // namespace pictbook::test
