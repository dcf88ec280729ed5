#include "base/config_limits.hpp"

#include <charconv>

namespace pictbook {

namespace {

constexpr std::uint32_t kMostCount = 1'000'000;
constexpr std::uint32_t kMostSeconds = 86'400;

/// Digits without a sign; 0 for anything else, and for what is over `most`.
std::uint32_t number_up_to(std::uint32_t most, std::string_view text) {
    std::uint32_t value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    return parsed.ec == std::errc() && parsed.ptr == end && value <= most ? value : 0;
}

Allowance parse_allowance(const std::string& name, std::string_view text) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::uint32_t count = number_up_to(kMostCount, text.substr(0, slash));
    const std::uint32_t seconds =
        slash < text.size() ? number_up_to(kMostSeconds, text.substr(slash + 1)) : std::uint32_t{0};
    if (count == 0 || seconds == 0)
        throw BadConfig(name + " must be COUNT/SECONDS, such as 3/10: 1 to 1000000 in 1 to 86400 seconds");
    return {count, Seconds(seconds)};
}

}  // namespace

Allowances read_limits(const Environment& environment) {
    Allowances out{};
    for (std::size_t i = 0; i < kLimits; ++i) {
        const std::optional<std::string> text = environment(kLimitKinds[i].setting);
        out[i] = text ? parse_allowance(kLimitKinds[i].setting, *text) : kLimitKinds[i].usual;
    }
    return out;
}

}  // namespace pictbook
