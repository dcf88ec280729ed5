// UTF-8 checked while it arrives: each byte is looked at once, however the text is cut into pieces (RFC 3629).
#pragma once

#include <cstdint>
#include <string_view>

namespace pictbook::http {

class Utf8Check {
public:
    /// False at the first byte that no valid text can have there; the check is of no use afterwards.
    [[nodiscard]] bool feed(std::string_view bytes);
    /// The text may end here: no character is unfinished.
    bool complete() const { return missing_ == 0; }

private:
    [[nodiscard]] bool begin_character(unsigned char lead);

    std::uint8_t missing_ = 0;  // bytes of the current character still to come
    std::uint8_t low_ = 0x80;   // the range in which the next of them must be
    std::uint8_t high_ = 0xBF;
};

}  // namespace pictbook::http
