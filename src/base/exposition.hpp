// Numbers in the text format of Prometheus, version 0.0.4 (docs/decisions/0010-metrics.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/latency.hpp"

namespace pictbook {

class Exposition {
public:
    static constexpr const char* kContentType = "text/plain; version=0.0.4; charset=utf-8";

    enum class Type { counter, gauge, histogram };
    /// Names and values; values may hold any text.
    using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

    /// Begins a metric: the samples that follow are its. Once for each name; a counter's name ends with _total.
    void metric(std::string_view name, Type type, std::string_view help);
    /// Once for each set of labels of a metric.
    void sample(std::uint64_t value, const Labels& labels = {});
    void sample(double value, const Labels& labels = {});
    /// The samples of a histogram, in seconds: NAME_bucket for each bound and +Inf, each with all that took no longer, NAME_sum
    /// and NAME_count.
    void histogram(const Distribution& all, const Labels& labels = {});

    const std::string& text() const { return text_; }

private:
    void add(std::string_view suffix, std::string_view value, const Labels& labels);

    std::string name_;  // of the metric that was begun last
    std::string text_;
};

}  // namespace pictbook
