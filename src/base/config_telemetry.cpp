#include "base/config_telemetry.hpp"

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <charconv>

#include "base/bytes.hpp"
#include "base/config.hpp"

namespace pictbook {

namespace {

constexpr const char* kEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// Letters that a header's name may have (RFC 9110 section 5.6.2), of which these are used.
constexpr std::string_view kHeaderLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char letter) { return letter >= 0x20 && letter <= 0x7E; });
}

std::string trace_url_of(std::string endpoint) {
    const auto parsed = boost::urls::parse_uri(endpoint);
    const bool fits = parsed && (parsed->scheme() == "http" || parsed->scheme() == "https") &&
                      !parsed->encoded_host().empty() && !parsed->has_userinfo() && !parsed->has_query() &&
                      !parsed->has_fragment();
    if (!fits)
        throw BadConfig(std::string(kEndpoint) + " must be an http:// or https:// URL without a user or a query");
    while (endpoint.ends_with('/')) endpoint.pop_back();
    return endpoint + "/v1/traces";
}

/// `name=value,name=value`, the values percent-encoded. What they hold is not told: it may be a secret.
std::vector<std::string> headers_in(const Environment& environment) {
    const std::string text = environment("OTEL_EXPORTER_OTLP_HEADERS").value_or("");
    std::vector<std::string> headers;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::string_view item = trim(rest.substr(0, rest.find(',')));
        rest.remove_prefix(std::min(rest.find(','), rest.size() - 1) + 1);
        if (item.empty()) continue;
        const std::size_t equals = item.find('=');
        const std::string_view name = trim(item.substr(0, equals));
        const std::optional<std::string> value =
            equals == item.npos ? std::nullopt : percent_decode(trim(item.substr(equals + 1)));
        if (name.empty() || name.find_first_not_of(kHeaderLetters) != name.npos || !value || !is_printable(*value))
            throw BadConfig("OTEL_EXPORTER_OTLP_HEADERS must be a list of NAME=VALUE, separated by commas");
        headers.push_back(std::string(name) + ": " + *value);
    }
    return headers;
}

double ratio_in(const Environment& environment) {
    const std::string text = environment("OTEL_TRACES_SAMPLER_ARG").value_or("1");
    double ratio = -1;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), ratio);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || !(ratio >= 0 && ratio <= 1))
        throw BadConfig("OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1");
    return ratio;
}

trace::Sampling sampling_in(const Environment& environment) {
    const std::string name = environment("OTEL_TRACES_SAMPLER").value_or("parentbased_traceidratio");
    const double ratio = ratio_in(environment);
    const std::string_view prefix = "parentbased_";
    const bool follows = name.starts_with(prefix);
    const std::string root = follows ? name.substr(prefix.size()) : name;
    if (root == "always_on") return {1, follows};
    if (root == "always_off") return {0, follows};
    if (root == "traceidratio") return {ratio, follows};
    throw BadConfig(
        "OTEL_TRACES_SAMPLER must be always_on, always_off or traceidratio, each with parentbased_ or without");
}

Milliseconds time_in(const Environment& environment, const std::string& name, Milliseconds usual) {
    const std::optional<std::string> text = environment(name);
    if (!text) return usual;
    std::int64_t value = 0;
    const auto read = std::from_chars(text->data(), text->data() + text->size(), value);
    if (read.ec != std::errc() || read.ptr != text->data() + text->size() || value < 1 || value > 600'000)
        throw BadConfig(name + " must be a number of milliseconds from 1 to 600000");
    return Milliseconds(value);
}

std::optional<TraceSettings> read_traces(const Environment& environment) {
    const std::optional<std::string> endpoint = environment(kEndpoint);
    if (!endpoint) return std::nullopt;
    if (environment("OTEL_EXPORTER_OTLP_PROTOCOL").value_or("http/json") != "http/json")
        throw BadConfig("OTEL_EXPORTER_OTLP_PROTOCOL must be http/json, or not set");
    TraceSettings traces;
    traces.url = trace_url_of(*endpoint);
    traces.headers = headers_in(environment);
    traces.service_name = environment("OTEL_SERVICE_NAME").value_or("pictbook");
    traces.sampling = sampling_in(environment);
    traces.timeout = time_in(environment, "OTEL_EXPORTER_OTLP_TIMEOUT", traces.timeout);
    traces.delay = time_in(environment, "OTEL_BSP_SCHEDULE_DELAY", traces.delay);
    return traces;
}

/// `https://KEY@HOST[:PORT][/PATH]/PROJECT` (Sentry, "Parsing the DSN"). A secret after the key is not needed any more.
std::optional<SentrySettings> read_sentry(const Environment& environment) {
    const std::optional<std::string> dsn = environment("SENTRY_DSN");
    if (!dsn) return std::nullopt;
    const auto parsed = boost::urls::parse_uri(*dsn);
    const std::string path = parsed ? std::string(parsed->encoded_path()) : "";
    const std::size_t slash = path.rfind('/');
    const std::string project = slash == path.npos ? "" : path.substr(slash + 1);
    const bool fits = parsed && (parsed->scheme() == "http" || parsed->scheme() == "https") &&
                      !parsed->encoded_host().empty() && !parsed->has_query() && !project.empty() &&
                      project.find_first_not_of(kHeaderLetters) == project.npos && !parsed->encoded_user().empty() &&
                      std::string(parsed->encoded_user()).find_first_not_of(kHeaderLetters) == std::string::npos;
    if (!fits) throw BadConfig("SENTRY_DSN must be a URL of the form https://KEY@HOST/PROJECT");
    SentrySettings sentry;
    sentry.key = std::string(parsed->encoded_user());
    sentry.url = std::string(parsed->scheme()) + "://" + std::string(parsed->encoded_host_and_port()) +
                 path.substr(0, slash) + "/api/" + project + "/envelope/";
    return sentry;
}

}  // namespace

TelemetrySettings read_telemetry_settings(const Environment& environment) {
    return {read_traces(environment), read_sentry(environment)};
}

}  // namespace pictbook
