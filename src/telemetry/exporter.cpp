#include "telemetry/exporter.hpp"

#include <unistd.h>

#include <algorithm>
#include <new>

#include "base/bytes.hpp"
#include "base/ids.hpp"

namespace pictbook::telemetry {

namespace {

constexpr const char* kRelease = "pictbook@" PICTBOOK_VERSION;
constexpr const char* kClient = "pictbook/" PICTBOOK_VERSION;
constexpr Milliseconds kErrorTimeout{5'000};
constexpr Seconds kPauseAfter429{60};  // when it doesn't say for how long (develop.sentry.dev, "Rate Limiting")

std::string host_name() {
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

std::vector<std::string> with_type(std::vector<std::string> headers, const std::string& type) {
    headers.push_back("Content-Type: " + type);
    headers.emplace_back(std::string("User-Agent: ") + kClient);
    return headers;
}

/// OTLP 1.0, "Retryable Response Codes".
bool may_try_again(const Posted& posted) {
    const long status = posted.status;
    return status == 0 || status == 429 || status == 502 || status == 503 || status == 504;
}

}  // namespace

Exporter::Exporter(TelemetrySettings settings, const std::string& environment)
    : settings_(std::move(settings)),
      resource_{settings_.traces ? settings_.traces->service_name : "", PICTBOOK_VERSION, make_lower_token(16),
                environment},
      source_{kRelease, environment, host_name()},
      trace_headers_(
          with_type(settings_.traces ? settings_.traces->headers : std::vector<std::string>(), "application/json")),
      error_headers_(with_type(
          settings_.sentry ? std::vector{sentry_auth(settings_.sentry->key, kClient)} : std::vector<std::string>(),
          "application/x-sentry-envelope")),
      thread_([this] { run(); }) {
    if (settings_.sentry)
        log::observe_errors([this](std::string_view message, log::Fields fields) { take_error(message, fields); });
}

Exporter::~Exporter() {
    stop();
    log::observe_errors(nullptr);
}

void Exporter::take(trace::Record record) noexcept {
    const std::size_t count = record.spans.size();
    counts_.spans_dropped += record.left_out;
    if (count == 0) return;
    const std::lock_guard lock(mutex_);
    if (stopping_ || spans_ + count > kMostSpans) {
        counts_.spans_dropped += count;
        return;
    }
    if (records_.empty()) oldest_ = Monotonic::now();
    try {
        records_.push_back(std::move(record));
    } catch (const std::bad_alloc&) {
        counts_.spans_dropped += count;
        return;
    }
    spans_ += count;
    // The first lets the thread look at the clock again.
    if (records_.size() == 1 || spans_ >= kBatch) wake_.notify_one();
}

void Exporter::take_error(std::string_view message, log::Fields fields) {
    if (!settings_.sentry) return;
    ErrorEvent event;
    event.id = to_hex(random_bytes(16));
    event.time = now();
    event.message = message;
    for (const log::Field& field : fields) {
        const auto* text = std::get_if<std::string_view>(&field.value);
        if (!text) continue;
        if (field.name == "reason") event.reason = text->substr(0, text->find('\n'));  // without a statement's SQL
        if (field.name == "exception") event.exception = *text;
        if (field.name == "request") event.request = *text;
        if (field.name == "route") event.route = *text;
    }
    const std::lock_guard lock(mutex_);
    if (stopping_ || errors_.size() >= kMostErrors || !may_send_error(Monotonic::now())) {
        ++counts_.errors_dropped;
        return;
    }
    errors_.push_back(std::move(event));
    wake_.notify_one();
}

/// An allowance of kErrorsAtOnce that grows back by one in kErrorEvery, kept as the time at which it is whole again.
bool Exporter::may_send_error(Monotonic::time_point now) {
    const Monotonic::time_point spent = std::max(errors_spent_, now) + kErrorEvery;
    if (spent > now + kErrorsAtOnce * kErrorEvery) return false;
    errors_spent_ = spent;
    return true;
}

void Exporter::stop() {
    {
        const std::lock_guard lock(mutex_);
        if (!std::exchange(stopping_, true)) stop_at_ = (Monotonic::now() + kStopDeadline).time_since_epoch().count();
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Exporter::run() {
    while (wait()) {
        send_errors();
        send_spans();
    }
    const std::lock_guard lock(mutex_);
    counts_.spans_dropped += spans_;
    if (batch_)
        for (const trace::Record& record : batch_->records) counts_.spans_dropped += record.spans.size();
    counts_.errors_dropped += errors_.size();
}

bool Exporter::has_work() const {
    const Monotonic::time_point now = Monotonic::now();
    if (!errors_.empty()) return true;
    if (batch_) return now >= not_before_;
    if (spans_ == 0) return false;
    return stopping_ || spans_ >= kBatch || now >= oldest_ + settings_.traces->delay;
}

Monotonic::time_point Exporter::next_look() const {
    if (batch_) return not_before_;
    if (spans_ > 0) return oldest_ + settings_.traces->delay;
    return Monotonic::now() + std::chrono::hours(1);
}

bool Exporter::wait() {
    std::unique_lock lock(mutex_);
    for (;;) {
        const bool is_done = spans_ == 0 && !batch_ && errors_.empty();
        if (stopping_ && (is_done || is_late())) return false;
        if (has_work()) return true;
        wake_.wait_until(lock, std::min(next_look(), stop_time()));
    }
}

Milliseconds Exporter::time_left(Milliseconds usual) const {
    const Monotonic::time_point end = stop_time(), now = Monotonic::now();
    if (end > now + usual) return usual;
    return std::max(std::chrono::duration_cast<Milliseconds>(end - now), Milliseconds(1));
}

std::optional<ErrorEvent> Exporter::take_event() {
    const std::lock_guard lock(mutex_);
    if (errors_.empty()) return std::nullopt;
    ErrorEvent event = std::move(errors_.front());
    errors_.pop_front();
    return event;
}

/// Each once, as Sentry's own clients do: what it doesn't take is dropped.
void Exporter::send_errors() {
    while (const std::optional<ErrorEvent> event = take_event()) {
        if (is_late() || Monotonic::now() < errors_not_before_) {
            ++counts_.errors_dropped;
            continue;
        }
        const Posted posted = poster_.post(settings_.sentry->url, error_headers_, to_envelope(*event, source_),
                                           time_left(kErrorTimeout), [this] { return is_late(); });
        ++(posted.is_taken() ? counts_.errors_sent : counts_.errors_dropped);
        std::optional<Seconds> pause = pause_for_errors(posted.rate_limits);
        if (!pause && posted.status == 429) pause = posted.retry_after.value_or(kPauseAfter429);
        if (pause) errors_not_before_ = Monotonic::now() + *pause;
        if (!posted.is_taken()) log::warning("an error could not be told to Sentry", {{"reason", posted.reason}});
    }
}

std::vector<trace::Record> Exporter::take_batch() {
    const std::lock_guard lock(mutex_);
    std::vector<trace::Record> batch;
    std::size_t count = 0;
    while (!records_.empty() && (batch.empty() || count + records_.front().spans.size() <= kBatch)) {
        count += records_.front().spans.size();
        batch.push_back(std::move(records_.front()));
        records_.pop_front();
    }
    spans_ -= count;
    oldest_ = Monotonic::now();
    return batch;
}

void Exporter::send_spans() {
    if (!batch_) {
        std::vector<trace::Record> records = take_batch();
        if (records.empty()) return;
        std::string body = to_otlp(resource_, records);
        batch_.emplace(std::move(records), std::move(body));
    }
    if (Monotonic::now() >= not_before_) send_batch();
}

void Exporter::send_batch() {
    const Posted posted = poster_.post(settings_.traces->url, trace_headers_, batch_->body,
                                       time_left(settings_.traces->timeout), [this] { return is_late(); });
    std::size_t spans = 0;
    for (const trace::Record& record : batch_->records) spans += record.spans.size();
    if (!posted.is_taken() && !std::exchange(failing_, true))
        log::warning("traces can't be told for now", {{"reason", posted.reason}});
    if (posted.is_taken() && std::exchange(failing_, false)) log::info("traces are told again");
    if (posted.is_taken()) {
        counts_.spans_sent += spans;
        batch_.reset();
    } else if (may_try_again(posted) && ++batch_->attempts < kAttempts) {
        const Milliseconds pause =
            posted.retry_after ? Milliseconds(*posted.retry_after) : kFirstPause * (1 << (batch_->attempts - 1));
        not_before_ = Monotonic::now() + pause;
    } else {
        counts_.spans_dropped += spans;
        batch_.reset();
    }
}

}  // namespace pictbook::telemetry
