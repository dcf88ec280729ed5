#include "base/trace_context.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "base/ids.hpp"

namespace pictbook::trace {

namespace {

constexpr std::size_t kTraceparentLength = 55;  // vv-tttttttttttttttttttttttttttttttt-ssssssssssssssss-ff
constexpr std::size_t kLongestTracestate = 512;

int digit_of(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    return -1;
}

/// Exactly as many lower-case digits as the bytes need.
template <std::size_t N>
bool read_hex(std::string_view text, std::array<unsigned char, N>& out) {
    if (text.size() != 2 * N) return false;
    for (std::size_t i = 0; i < N; ++i) {
        const int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        out[i] = static_cast<unsigned char>(16 * high + low);
    }
    return true;
}

template <std::size_t N>
bool is_zero(const std::array<unsigned char, N>& id) {
    return std::all_of(id.begin(), id.end(), [](unsigned char byte) { return byte == 0; });
}

template <std::size_t N>
std::array<unsigned char, N> random_id() {
    std::array<unsigned char, N> id{};
    while (is_zero(id)) {
        const std::string bytes = random_bytes(N);
        std::copy(bytes.begin(), bytes.end(), id.begin());
    }
    return id;
}

template <std::size_t N>
std::string hex_of(const std::array<unsigned char, N>& id) {
    return to_hex({reinterpret_cast<const char*>(id.data()), N});
}

bool is_tracestate(std::string_view text) {
    const auto is_printable = [](char letter) { return letter >= 0x20 && letter <= 0x7E; };
    return text.size() <= kLongestTracestate && std::all_of(text.begin(), text.end(), is_printable);
}

}  // namespace

std::optional<Context> parse(std::string_view traceparent, std::string_view tracestate) {
    if (traceparent.size() < kTraceparentLength) return std::nullopt;
    std::array<unsigned char, 1> version{}, flags{};
    Context context;
    const bool is_formed =
        traceparent[2] == '-' && traceparent[35] == '-' && traceparent[52] == '-' &&
        read_hex(traceparent.substr(0, 2), version) && read_hex(traceparent.substr(3, 32), context.trace_id) &&
        read_hex(traceparent.substr(36, 16), context.span_id) && read_hex(traceparent.substr(53, 2), flags);
    if (!is_formed || version[0] == 0xFF || is_zero(context.trace_id) || is_zero(context.span_id)) return std::nullopt;
    const bool is_longer = traceparent.size() > kTraceparentLength;
    if (is_longer && (version[0] == 0 || traceparent[kTraceparentLength] != '-')) return std::nullopt;
    context.sampled = flags[0] & 1;
    if (is_tracestate(tracestate)) context.state = tracestate;
    return context;
}

std::string to_traceparent(const Context& context) {
    return "00-" + hex_of(context.trace_id) + "-" + hex_of(context.span_id) + (context.sampled ? "-01" : "-00");
}

std::string to_text(const TraceId& id) { return hex_of(id); }
std::string to_text(const SpanId& id) { return hex_of(id); }

TraceId make_trace_id() { return random_id<16>(); }
SpanId make_span_id() { return random_id<8>(); }

}  // namespace pictbook::trace
