#include "account/totp.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cassert>
#include <stdexcept>

#include "base/bytes.hpp"

namespace pictbook::account {

namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kIssuer = "Pictbook";

std::array<unsigned char, 20> hmac_sha1(std::string_view key, const std::array<unsigned char, 8>& message) {
    std::array<unsigned char, 20> out;
    unsigned size = 0;
    if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), message.data(), message.size(), out.data(), &size))
        throw std::runtime_error("OpenSSL HMAC failed");
    return out;
}

}  // namespace

std::string to_base32(std::string_view bytes) {
    std::string out;
    unsigned held = 0, bits = 0;
    for (const char c : bytes) {
        held = (held << 8 | static_cast<unsigned char>(c)) & 0xFFF;
        for (bits += 8; bits >= 5; bits -= 5) out.push_back(kBase32[held >> (bits - 5) & 31]);
    }
    if (bits > 0) out.push_back(kBase32[held << (5 - bits) & 31]);
    return out;
}

std::string hotp(std::string_view secret, std::uint64_t counter, std::size_t digits) {
    assert(digits <= 9);
    std::array<unsigned char, 8> message;
    for (std::size_t i = 8; i-- > 0; counter >>= 8) message[i] = static_cast<unsigned char>(counter & 0xFF);
    const std::array<unsigned char, 20> mac = hmac_sha1(secret, message);
    const std::size_t offset = mac.back() & 15u;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | mac[offset + i];
    number &= 0x7FFFFFFF;
    std::string out(digits, '0');
    for (std::size_t i = digits; i-- > 0; number /= 10) out[i] = static_cast<char>('0' + number % 10);
    return out;
}

std::optional<std::int64_t> find_totp_step(std::string_view secret, std::string_view code, Time now,
                                           std::int64_t last_used) {
    const std::int64_t present = now.time_since_epoch() / kTotpStep;
    std::optional<std::int64_t> found;
    // All three are compared, whichever is right.
    for (std::int64_t step = present - 1; step <= present + 1; ++step) {
        const bool same = equal_in_constant_time(hotp(secret, static_cast<std::uint64_t>(step)), code);
        if (same && step > last_used && !found) found = step;
    }
    return found;
}

std::string totp_uri(std::string_view secret, std::string_view account) {
    return "otpauth://totp/" + std::string(kIssuer) + ":" + percent_encode(account) + "?secret=" + to_base32(secret) +
           "&issuer=" + std::string(kIssuer) + "&digits=" + std::to_string(kTotpDigits) +
           "&period=" + std::to_string(kTotpStep.count());
}

}  // namespace pictbook::account
