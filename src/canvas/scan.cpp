#include "canvas/scan.hpp"

#include <charconv>

#include "schema/scan.hpp"

namespace pictbook::canvas {

namespace {

/// Picks out of all members of an event what a Message holds, by their types.
class Listener {
public:
    explicit Listener(Message& message) : message_(message) {}

    template <class Owner, class Member>
    void operator()(std::type_identity<Owner>, Member, std::string_view text) const {
        using Pointer = std::remove_cv_t<decltype(Member::pointer)>;
        if constexpr (std::is_same_v<Pointer, model::Id model::LiveIdentity::*>)
            message_.element = text.substr(1, text.size() - 2);
        if constexpr (boost::mp11::mp_contains<model::Event, Owner>::value) {
            message_.type = Owner::type;
            message_.lane = lane_of<Owner>;
            message_.tells_user = tells_user<Owner>;
            if constexpr (std::is_same_v<schema::MemberType<Owner, Member>, model::Timestamp>)
                message_.timestamp_text = text;
            else
                message_.payload = text;
        }
    }

private:
    Message& message_;
};

/// Of a JSON number that was checked. Nearly all are whole, which is read several times as fast.
double to_double(std::string_view digits) {
    const char* end = digits.data() + digits.size();
    std::int64_t whole = 0;
    double value = 0;
    const auto read = std::from_chars(digits.data(), end, whole);
    if (read.ec == std::errc() && read.ptr == end) return static_cast<double>(whole);
    std::from_chars(digits.data(), end, value);
    return value;
}

}  // namespace

std::optional<Message> scan(std::string_view text) {
    Message message;
    schema::Scanner scanner(text);
    if (!schema::scan<model::Event>(scanner, Listener(message)) || !scanner.at_end()) return std::nullopt;
    if (message.lane != Lane::frame) message.element = {};
    if (message.element.find('\\') != std::string_view::npos) return std::nullopt;
    message.timestamp = to_double(message.timestamp_text);
    return message;
}

}  // namespace pictbook::canvas
