#include "base/config_secrets.hpp"

#include <boost/algorithm/string/split.hpp>

#include "base/bytes.hpp"

namespace pictbook {

namespace {

constexpr const char* kPrevious = "BETTER_AUTH_SECRET_PREVIOUS";
constexpr const char* kUntil = "BETTER_AUTH_SECRET_PREVIOUS_UNTIL";

Time until_in(const std::string& text) {
    const std::optional<Time> until = parse_time(text);
    if (!until || !text.ends_with('Z'))
        throw BadConfig(std::string(kUntil) + " must be a moment in UTC, such as 2026-01-31T18:00:00Z");
    return *until;
}

}  // namespace

FormerSecrets read_former_secrets(const Environment& environment) {
    const std::optional<std::string> previous = environment(kPrevious), until = environment(kUntil);
    if (!previous && !until) return {};
    if (!previous) throw BadConfig(std::string(kPrevious) + " must be set when " + kUntil + " is");
    if (!until) throw BadConfig(std::string(kUntil) + " must be set when " + kPrevious + " is");
    FormerSecrets former;
    former.until = until_in(*until);
    std::vector<std::string> items;
    boost::algorithm::split(items, *previous, [](char c) { return c == ','; });
    for (const std::string& item : items) {
        former.secrets.emplace_back(trim(item));
        // With an empty one anybody could sign.
        if (former.secrets.back().empty())
            throw BadConfig(std::string(kPrevious) + " must be one or more secrets, with a comma between two");
    }
    return former;
}

}  // namespace pictbook
