#include "base/trace.hpp"

#include <new>

namespace pictbook::trace {

Trace::~Trace() {
    if (sink_) sink_->take({own_.trace_id, std::move(own_.state), std::move(spans_), left_out_});
}

void Trace::add(Span span) noexcept {
    const std::lock_guard lock(mutex_);
    const bool fits = span.kind == Kind::server || spans_.size() < kMostSpans;
    if (!fits) return void(++left_out_);
    try {
        spans_.push_back(std::move(span));
    } catch (const std::bad_alloc&) {
        ++left_out_;
    }
}

Scope::Scope(Pointer trace, std::string_view name, Kind kind, const Scope* parent) : trace_(std::move(trace)) {
    if (!trace_ || !trace_->is_recorded()) return;
    span_ = std::make_unique<Span>();
    span_->id = make_span_id();
    span_->parent = parent && parent->span_ ? parent->span_->id : trace_->context().span_id;
    span_->name = name;
    span_->kind = kind;
    span_->begin = std::chrono::system_clock::now();
    begin_ = Monotonic::now();
}

Scope::~Scope() {
    if (!span_) return;
    const auto took = std::chrono::duration_cast<std::chrono::system_clock::duration>(Monotonic::now() - begin_);
    span_->end = span_->begin + took;
    trace_->add(std::move(*span_));
}

void Scope::set(std::string_view key, std::string_view value) {
    if (span_) span_->attributes.push_back({key, std::string(value)});
}

void Scope::set(std::string_view key, std::int64_t value) {
    if (span_) span_->attributes.push_back({key, value});
}

void Scope::fail() {
    if (span_) span_->failed = true;
}

std::vector<std::pair<std::string, std::string>> Scope::headers() const {
    if (!trace_) return {};
    Context context = trace_->context();
    if (span_) context.span_id = span_->id;
    std::vector<std::pair<std::string, std::string>> headers{{"traceparent", to_traceparent(context)}};
    if (!context.state.empty()) headers.emplace_back("tracestate", context.state);
    return headers;
}

}  // namespace pictbook::trace
