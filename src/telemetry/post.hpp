// One POST after another to a server that takes traces or errors, on the exporter's thread. Certificates are verified,
// redirects are not followed, the environment's proxies are not used.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace pictbook::telemetry {

struct Posted {
    long status = 0;                     // 0: no answer came
    std::string reason;                  // why, for the log; holds no part of the request
    std::optional<Seconds> retry_after;  // Retry-After, of seconds or of a date
    std::string rate_limits;             // X-Sentry-Rate-Limits
    bool is_taken() const { return status >= 200 && status < 300; }
};

class Poster {
public:
    Poster();
    ~Poster();

    /// `headers`: `name: value`. Asks `gives_up` now and then, and ends with no answer when it says so.
    Posted post(const std::string& url, const std::vector<std::string>& headers, const std::string& body,
                Milliseconds timeout, const std::function<bool()>& gives_up);

private:
    struct Handle;
    std::unique_ptr<Handle> handle_;  // keeps its connections
};

/// Of a Retry-After (RFC 9110 section 10.2.3) that came at `now`; nothing when it is neither of its forms.
std::optional<Seconds> parse_retry_after(std::string_view text, Time now);

}  // namespace pictbook::telemetry
