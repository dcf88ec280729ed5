// Errors as Sentry takes them: envelopes with one event each (develop.sentry.dev, "Envelopes" and "Event Payloads"), and what it
// says of how many it takes ("Rate Limiting"). Pure.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"

namespace pictbook::telemetry {

/// An error of ours. Only what these fields hold is sent: nothing of the request but its id and its route.
struct ErrorEvent {
    std::string id;  // 32 hexadecimal digits
    Time time;
    std::string message;    // what the log says, from the code's own texts
    std::string exception;  // its type; empty: none was caught
    std::string reason;
    std::string request;  // X-Request-Id
    std::string route;    // as it is declared
};

struct EventSource {
    std::string release;
    std::string environment;
    std::string server_name;
};

/// Each text is cut at 2 KiB.
std::string to_envelope(const ErrorEvent& event, const EventSource& source);

/// The X-Sentry-Auth of that key.
std::string sentry_auth(const std::string& key, const std::string& release);

/// How long no errors are to be sent, by an X-Sentry-Rate-Limits: `SECONDS:CATEGORY;CATEGORY:SCOPE, ...`, where no category means
/// all. Nothing when it is about other things.
std::optional<Seconds> pause_for_errors(std::string_view rate_limits);

}  // namespace pictbook::telemetry
