// What a request did, as spans: one of the server's for the request and some below it for what it waited for. A trace is made
// for requests that are sampled, travels with the executor of their coroutines (trace_executor.hpp), and goes to its sink when
// nobody works for it any more. Where there is none, everything here does nothing.
#pragma once

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/trace_context.hpp"

namespace pictbook::trace {

enum class Kind { internal = 1, server = 2, client = 3 };  // as OTLP numbers them

struct Attribute {
    std::string_view key;  // with static storage
    std::variant<std::string, std::int64_t> value;
};

struct Span {
    SpanId id{};
    std::optional<SpanId> parent;
    std::string name;
    Kind kind = Kind::internal;
    std::chrono::system_clock::time_point begin, end;
    std::vector<Attribute> attributes;
    bool failed = false;
};

/// A trace as it is exported.
struct Record {
    TraceId id{};
    std::string state;
    std::vector<Span> spans;   // the server's last, unless others ended after it
    std::size_t left_out = 0;  // beyond Trace::kMostSpans
};

/// Where traces go. Outlives them.
class Sink {
public:
    virtual ~Sink() = default;
    /// From any thread; neither throws nor waits.
    virtual void take(Record record) noexcept = 0;
};

/// Used by several coroutines and by the database's writer, so under a mutex.
class Trace : public boost::intrusive_ref_counter<Trace> {
public:
    static constexpr std::size_t kMostSpans = 64;

    /// `own`: the trace and the span of the server in it. `sink` is null for a trace that is only passed on.
    Trace(Context own, std::optional<SpanId> asked_by, Sink* sink)
        : own_(std::move(own)), asked_by_(asked_by), sink_(sink) {}
    ~Trace();
    Trace(const Trace&) = delete;
    Trace& operator=(const Trace&) = delete;

    /// Who asks, for what is asked of others in the request's name.
    const Context& context() const { return own_; }
    const std::optional<SpanId>& asked_by() const { return asked_by_; }
    bool is_recorded() const { return sink_; }
    /// Where there is no memory for it, it is left out as one too many is.
    void add(Span span) noexcept;

private:
    Context own_;  // as it was made until the end
    const std::optional<SpanId> asked_by_;
    Sink* const sink_;
    std::mutex mutex_;
    std::vector<Span> spans_;
    std::size_t left_out_ = 0;
};

using Pointer = boost::intrusive_ptr<Trace>;

/// A span from its beginning to its end. With no trace, or one that isn't recorded, it does nothing.
class Scope {
public:
    /// Below `parent`, or below the server's span.
    Scope(Pointer trace, std::string_view name, Kind kind = Kind::internal, const Scope* parent = nullptr);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    bool is_recorded() const { return span_ != nullptr; }
    void set(std::string_view key, std::string_view value);
    void set(std::string_view key, std::int64_t value);
    void fail();
    /// Names and values of the headers that tell a server that it is asked in the trace's name, by this span: traceparent and
    /// tracestate. None without a trace.
    std::vector<std::pair<std::string, std::string>> headers() const;

private:
    Pointer trace_;
    std::unique_ptr<Span> span_;
    Monotonic::time_point begin_;
};

}  // namespace pictbook::trace
