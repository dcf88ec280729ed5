#include "stamp.hpp"

#include <charconv>
#include <chrono>

#include "base/clock.hpp"

namespace pictbook::bench {

namespace {

constexpr std::int64_t kNumbers = 1'000'000'000;

const auto program_start = std::chrono::steady_clock::now();

std::string payload_of(Kind kind, const std::string& position, std::uint32_t sender) {
    if (kind == Kind::cursor) return position + R"(,"cursor":"default")";
    const std::string id = std::to_string(1'000'000 + sender);
    std::string out = R"("id":"cm3x1k2v90000element)" + id + R"(","type":")" +
                      (kind == Kind::text ? "TEXT" : "RECTANGLE") + "\"," + position +
                      R"(,"width":120.5,"height":80.25,"scaleX":1,"scaleY":1,"angle":0,"zIndex":3)";
    if (kind == Kind::text) return out + R"(,"content":")" + std::string(2000, 'a') + R"(","fontSize":16)";
    return out + R"(,"fill":16711680,"stroke":255,"strokeWidth":2)";
}

}  // namespace

std::int64_t microseconds_now() {
    const auto time = std::chrono::steady_clock::now() - program_start;
    return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

std::optional<std::int64_t> number_after(std::string_view text, std::string_view mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) return std::nullopt;
    const char *begin = text.data() + at + mark.size(), *end = text.data() + text.size();
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(begin, end, value);
    if (error != std::errc()) return std::nullopt;
    if (stop == end || (*stop != '.' && *stop != 'e' && *stop != 'E')) return value;
    double floating = 0;
    std::from_chars(begin, end, floating);
    return static_cast<std::int64_t>(floating);
}

std::string make_message(Kind kind, const Stamp& stamp) {
    const std::string position = R"("x":)" + std::to_string(stamp.microseconds) + R"(,"y":)" +
                                 std::to_string(stamp.sender * kNumbers + stamp.number);
    const char* type = kind == Kind::cursor ? "CURSOR_SYNC" : kind == Kind::frame ? "FRAME_UPDATE" : "SHAPE_UPDATE";
    return std::string(R"({"type":")") + type + R"(","timestamp":)" + std::to_string(now().time_since_epoch().count()) +
           R"(,"payload":{)" + payload_of(kind, position, stamp.sender) + "}}";
}

std::optional<Stamp> read_stamp(std::string_view text) {
    const std::optional<std::int64_t> x = number_after(text, R"("x":)"), y = number_after(text, R"("y":)");
    if (!x || !y) return std::nullopt;
    return Stamp{*x, static_cast<std::uint32_t>(*y / kNumbers), static_cast<std::uint32_t>(*y % kNumbers)};
}

}  // namespace pictbook::bench
