// What this server tells others of its work: traces to a collector of OpenTelemetry, errors to Sentry.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/environment.hpp"
#include "base/tracer.hpp"

namespace pictbook {

/// Names and defaults of OpenTelemetry's environment variable specification.
struct TraceSettings {
    std::string url;                   // OTEL_EXPORTER_OTLP_ENDPOINT and /v1/traces
    std::vector<std::string> headers;  // `name: value`; may hold secrets
    std::string service_name;
    trace::Sampling sampling;
    Milliseconds timeout{10'000};  // of one request
    Milliseconds delay{5'000};     // a span waits no longer for others
};

struct SentrySettings {
    std::string url;  // of the envelopes
    std::string key;  // the public key of the DSN
};

struct TelemetrySettings {
    std::optional<TraceSettings> traces;
    std::optional<SentrySettings> sentry;
};

/// Throws BadConfig.
TelemetrySettings read_telemetry_settings(const Environment& environment);

}  // namespace pictbook
