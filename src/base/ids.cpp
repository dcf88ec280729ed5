#include "base/ids.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>

namespace pictbook {

namespace {

constexpr std::string_view kAlphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::size_t kLower = 36;  // the first 36 of kAlphanumeric

/// Rejection sampling keeps every character equally likely.
std::string draw(std::size_t length, std::size_t alphabet) {
    const unsigned limit = static_cast<unsigned>(256 - 256 % alphabet);
    std::string out;
    out.reserve(length);
    while (out.size() < length) {
        for (const char byte : random_bytes(length + 8)) {
            const auto value = static_cast<unsigned char>(byte);
            if (value < limit && out.size() < length) out.push_back(kAlphanumeric[value % alphabet]);
        }
    }
    return out;
}

}  // namespace

std::string random_bytes(std::size_t size) {
    std::string out(size, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(size)) != 1)
        throw std::runtime_error("the operating system gives no random bytes");
    return out;
}

std::string make_cuid() { return "c" + draw(24, kLower); }

std::string make_token(std::size_t length) { return draw(length, kAlphanumeric.size()); }

std::string make_lower_token(std::size_t length) { return draw(length, kLower); }

bool is_plausible_id(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace pictbook
