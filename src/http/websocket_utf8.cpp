#include "http/websocket_utf8.hpp"

#include <cstddef>
#include <cstring>

namespace pictbook::http {

namespace {

/// How many bytes at the front are ASCII, in steps of eight.
std::size_t leading_ascii_words(std::string_view bytes) {
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + sizeof(word) <= bytes.size(); at += sizeof(word)) {
        std::memcpy(&word, bytes.data() + at, sizeof(word));
        if ((word & 0x8080808080808080) != 0) break;
    }
    return at;
}

}  // namespace

bool Utf8Check::feed(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        if (missing_ == 0) at += leading_ascii_words(bytes.substr(at));
        // Words are tried again once a character beyond ASCII has ended or eight bytes have passed.
        for (const std::size_t stop = at + 8; at < bytes.size() && (at < stop || missing_ > 0); ++at) {
            const auto byte = static_cast<unsigned char>(bytes[at]);
            if (missing_ == 0) {
                if (byte >= 0x80 && !begin_character(byte)) return false;
            } else {
                if (byte < low_ || byte > high_) return false;
                --missing_;
                low_ = 0x80;
                high_ = 0xBF;
            }
        }
    }
    return true;
}

bool Utf8Check::begin_character(unsigned char lead) {
    // RFC 3629 section 4: the second byte's range keeps out overlong forms, surrogates and what is above U+10FFFF.
    if (lead < 0xC2 || lead > 0xF4) return false;
    missing_ = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    if (lead == 0xE0)
        low_ = 0xA0;
    else if (lead == 0xED)
        high_ = 0x9F;
    else if (lead == 0xF0)
        low_ = 0x90;
    else if (lead == 0xF4)
        high_ = 0x8F;
    return true;
}

}  // namespace pictbook::http
