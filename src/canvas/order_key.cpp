#include "canvas/order_key.hpp"

#include <cassert>

namespace pictbook::canvas {

namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::size_t digit_at(std::string_view key, std::size_t at) { return at < key.size() ? kDigits.find(key[at]) : 0; }

/// Read as fractions of base 62: a number between them with as few digits as that takes.
std::string middle(std::string_view low, std::optional<std::string_view> high) {
    assert(!high || low < *high);
    std::string out;
    for (std::size_t at = 0;; ++at) {
        const std::size_t floor = digit_at(low, at);
        const std::size_t ceiling = high ? digit_at(*high, at) : kDigits.size();
        if (ceiling - floor > 1) {
            out.push_back(kDigits[floor + (ceiling - floor) / 2]);
            return out;
        }
        out.push_back(kDigits[floor]);
        if (ceiling > floor) high.reset();  // whatever follows is below it
    }
}

void fill(std::vector<std::string>& out, std::string_view low, std::optional<std::string_view> high,
          std::size_t count) {
    if (count == 0) return;
    const std::string key = middle(low, high);
    fill(out, low, key, count / 2);
    out.push_back(key);
    fill(out, key, high, count - 1 - count / 2);
}

}  // namespace

std::vector<std::string> order_keys_between(std::string_view low, std::optional<std::string_view> high,
                                            std::size_t count) {
    std::vector<std::string> out;
    out.reserve(count);
    fill(out, low, high, count);
    return out;
}

}  // namespace pictbook::canvas
