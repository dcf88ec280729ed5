#include "telemetry/sentry.hpp"

#include <algorithm>
#include <charconv>

#include "base/bytes.hpp"
#include "schema/json.hpp"

namespace pictbook::telemetry {

namespace json = boost::json;

namespace {

constexpr std::size_t kLongestText = 2048;
constexpr std::int64_t kLongestPause = 24 * 3600;  // seconds

std::string cut(std::string_view text) {
    return is_utf8(text) ? std::string(cut_utf8(text, kLongestText)) : "(not UTF-8)";
}

std::string text_of(const json::object& object) {
    std::string out;
    schema::write_json(out, object);
    return out;
}

/// What is before the next `mark`; `rest` is left with what follows it.
std::string_view take_until(std::string_view& rest, char mark) {
    const std::size_t end = std::min(rest.find(mark), rest.size());
    const std::string_view item = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return trim(item);
}

bool names_errors(std::string_view categories) {
    if (categories.empty()) return true;
    while (!categories.empty())
        if (take_until(categories, ';') == "error") return true;
    return false;
}

}  // namespace

std::string to_envelope(const ErrorEvent& event, const EventSource& source) {
    // Without a stack the message, the route and the type tell which errors are the same.
    const std::string type = event.exception.empty() ? event.message : event.exception;
    const json::object exception{{"type", cut(type)}, {"value", cut(event.reason)}};
    json::object payload{{"event_id", event.id},
                         {"timestamp", to_iso(event.time)},
                         {"platform", "native"},
                         {"level", "error"},
                         {"logger", "pictbook"},
                         {"release", source.release},
                         {"environment", source.environment},
                         {"server_name", cut(source.server_name)},
                         {"message", json::object{{"formatted", cut(event.message)}}},
                         {"exception", json::object{{"values", json::array{exception}}}},
                         {"fingerprint", json::array{cut(event.message), cut(event.route), cut(type)}}};
    json::object tags;
    if (!event.request.empty()) tags["request_id"] = cut(event.request);
    if (!event.route.empty()) tags["route"] = cut(event.route);
    payload["tags"] = std::move(tags);
    const std::string item = text_of(payload);
    return text_of({{"event_id", event.id}, {"sent_at", to_iso(now())}}) + "\n" +
           text_of({{"type", "event"}, {"content_type", "application/json"}, {"length", item.size()}}) + "\n" + item +
           "\n";
}

std::string sentry_auth(const std::string& key, const std::string& release) {
    return "X-Sentry-Auth: Sentry sentry_version=7, sentry_client=" + release + ", sentry_key=" + key;
}

std::optional<Seconds> pause_for_errors(std::string_view rate_limits) {
    std::optional<Seconds> longest;
    while (!rate_limits.empty()) {
        std::string_view limit = take_until(rate_limits, ',');
        const std::string_view number = take_until(limit, ':'), categories = take_until(limit, ':');
        std::int64_t seconds = 0;
        const auto read = std::from_chars(number.data(), number.data() + number.size(), seconds);
        if (read.ec != std::errc() || seconds < 0 || !names_errors(categories)) continue;
        const Seconds pause(std::min(seconds, kLongestPause));
        longest = std::max(longest.value_or(pause), pause);
    }
    return longest;
}

}  // namespace pictbook::telemetry
