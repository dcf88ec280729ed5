// What a server's /metrics tells, read as strictly as its text format is defined.
#pragma once

#include <map>
#include <string>

#include "support/server.hpp"

namespace pictbook::test {

inline const std::string kMetricsToken = "a-token-for-tests";  // METRICS_TOKEN
inline const HeaderList kAsMonitor{{"Authorization", "Bearer " + kMetricsToken}};

/// Samples by their name and labels as they are written: `pictbook_canvas_events_total{lane="frame"}`.
using Samples = std::map<std::string, double>;

/// Fails the test for whatever breaks the format: a sample whose metric has not exactly one HELP and one TYPE before it, a
/// metric in two pieces, a sample that comes twice, names and labels of wrong letters, a value that is no number, counters
/// that don't end with _total, a histogram whose buckets fall or don't end with its count, a last line without its end.
Samples parse_metrics(const std::string& text);
/// Of all samples of that name with that label: `status="5xx"`.
double sum_of(const Samples& samples, const std::string& name, const std::string& label);
/// Of the running server, whose METRICS_TOKEN is kMetricsToken.
Samples metrics_of(const TestServer& server);

}  // namespace pictbook::test
