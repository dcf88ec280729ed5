// How a target cuts its input into the pieces that a network could bring, and how a short input reaches far bounds.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace pictbook::fuzz {

/// Lengths of pieces, each at least 1: the same for the same first byte of an input. After so many small ones they are large,
/// so that a long input doesn't take long.
class Pieces {
public:
    explicit Pieces(std::uint8_t choice) : random_(choice + 1u), most_(kMost[choice % std::size(kMost)]) {}
    std::size_t next() { return 1 + random_() % (++count_ > kSmall ? kMost[std::size(kMost) - 1] : most_); }

private:
    static constexpr std::size_t kMost[] = {1, 2, 3, 5, 8, 16, 64, 5000};
    static constexpr std::size_t kSmall = 400;
    std::minstd_rand random_;
    std::size_t most_;
    std::size_t count_ = 0;
};

/// With 3000 letters for each of the first bytes 0x1A: libFuzzer grows inputs slowly, and bounds are some thousand bytes away.
inline std::string stretched(std::string_view bytes) {
    constexpr std::size_t kLetters = 3000, kMost = 70'000;
    std::string out;
    for (const char c : bytes) c == '\x1A' && out.size() < kMost ? out.append(kLetters, 'a') : out.append(1, c);
    return out;
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Takes a line off the front of `text`, without its end.
inline std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
    return line;
}

}  // namespace pictbook::fuzz
