// Tells others of this server's work on a thread of its own: traces to a collector, errors to Sentry. Whoever has something to
// tell puts it into a bounded queue and goes on; what finds no room, or nobody who takes it, is dropped and counted.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/config_telemetry.hpp"
#include "base/log.hpp"
#include "telemetry/otlp.hpp"
#include "telemetry/post.hpp"
#include "telemetry/sentry.hpp"

namespace pictbook::telemetry {

/// By any thread; any thread reads it.
struct ExportCounts {
    std::atomic<std::uint64_t> spans_sent = 0, spans_dropped = 0;
    std::atomic<std::uint64_t> errors_sent = 0, errors_dropped = 0;
};

class Exporter : public trace::Sink {
public:
    static constexpr std::size_t kMostSpans = 2048;  // that wait
    static constexpr std::size_t kBatch = 512;       // spans of one request, or those of one trace
    static constexpr std::size_t kMostErrors = 64;   // that wait
    static constexpr std::size_t kErrorsAtOnce = 20;
    static constexpr Seconds kErrorEvery{3};  // beyond kErrorsAtOnce
    static constexpr unsigned kAttempts = 4;  // of a batch
    static constexpr Milliseconds kFirstPause{500};
    static constexpr Milliseconds kStopDeadline{2'000};

    /// Takes the log's error lines where there is a Sentry. `environment`: PICTSHARE_BOOK_ENV. Made before, and destroyed after,
    /// every thread that may write one.
    Exporter(TelemetrySettings settings, const std::string& environment);
    ~Exporter() override;
    Exporter(const Exporter&) = delete;
    Exporter& operator=(const Exporter&) = delete;

    void take(trace::Record record) noexcept override;
    /// An error line of the log. From any thread; does not wait.
    void take_error(std::string_view message, log::Fields fields);
    /// Tells what waits, for kStopDeadline at most; what comes later is dropped.
    void stop();

    const ExportCounts& counts() const { return counts_; }

private:
    struct Batch {
        std::vector<trace::Record> records;
        std::string body;
        unsigned attempts = 0;
    };

    void run();
    /// False at the end.
    bool wait();
    bool has_work() const;
    Monotonic::time_point next_look() const;
    void send_errors();
    void send_spans();
    void send_batch();
    std::optional<ErrorEvent> take_event();
    std::vector<trace::Record> take_batch();
    bool may_send_error(Monotonic::time_point now);
    Milliseconds time_left(Milliseconds usual) const;
    /// When stop() waits no longer.
    Monotonic::time_point stop_time() const { return Monotonic::time_point(Monotonic::duration(stop_at_)); }
    bool is_late() const { return Monotonic::now() >= stop_time(); }

    const TelemetrySettings settings_;
    const Resource resource_;
    const EventSource source_;
    const std::vector<std::string> trace_headers_, error_headers_;
    ExportCounts counts_;

    // The thread's own.
    Poster poster_;
    std::optional<Batch> batch_;  // that is tried again
    Monotonic::time_point not_before_{}, errors_not_before_{};
    bool failing_ = false;  // the log says it once

    std::atomic<Monotonic::rep> stop_at_ = Monotonic::time_point::max().time_since_epoch().count();
    mutable std::mutex mutex_;  // for what follows
    std::condition_variable wake_;
    std::deque<trace::Record> records_;
    std::size_t spans_ = 0;  // of records_
    Monotonic::time_point oldest_{};
    std::deque<ErrorEvent> errors_;
    Monotonic::time_point errors_spent_{};  // when the allowance of errors is whole again
    bool stopping_ = false;

    std::thread thread_;  // last: it uses the others
};

}  // namespace pictbook::telemetry
