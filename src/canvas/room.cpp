#include "canvas/room.hpp"

#include <algorithm>

#include "http/error.hpp"
#include "model/event.hpp"
#include "schema/decode.hpp"

namespace pictbook::canvas {

namespace json = schema::json;

namespace {

Reply refusal(Error error) {
    error.on = "message";
    return {http::validation_json(error, kMostReplyBytes)};
}

Reply malformed() {
    schema::Context context;
    context.fail("Expected object", "{}", nullptr);
    Error error{Fault::invalid, "Expected object"};
    error.issues = std::move(context.issues);
    error.issues.front().summary = "The message is not JSON";
    return refusal(std::move(error));
}

Lane lane_of(const model::Event& event) {
    if (std::holds_alternative<model::CursorSync>(event)) return Lane::cursor;
    if (std::holds_alternative<model::FrameUpdate>(event)) return Lane::frame;
    return Lane::ordered;
}

/// The sender's own payload goes on, unknown members included; only the envelope is ours.
std::string relayed_text(const json::object& message, const std::string& user_id, bool with_user) {
    std::string out = R"({"type":)";
    schema::write_json(out, message.at("type"));
    out += R"(,"timestamp":)";
    schema::write_json(out, message.at("timestamp"));
    if (with_user) {
        out += R"(,"userId":)";
        schema::write_string(out, user_id);
    }
    out += R"(,"payload":)";
    schema::write_json(out, message.at("payload"));
    return out + "}";
}

}  // namespace

double SenderClock::age(double timestamp, Time now) {
    const double offset = static_cast<double>(now.time_since_epoch().count()) - timestamp;
    if (!first_) first_ = now;
    least_offset_ = seen_ == 0 ? offset : std::min(least_offset_, offset);
    seen_ = std::min(seen_ + 1, kLearningMessages);
    const bool learnt = seen_ >= kLearningMessages && now - *first_ >= kLearningTime;
    return learnt ? offset - least_offset_ : offset;
}

Decision receive(Sender& sender, std::string_view text, Time now) {
    if (sender.role == model::Role::VIEWER) return Reply{R"({"type":"ERROR","payload":"Unauthorized"})"};
    json::monotonic_resource memory;
    const std::optional<json::value> tree = schema::parse_json(text, &memory);
    if (!tree) return malformed();
    Result<model::Event> event = schema::decode<model::Event>(*tree, "message");
    if (!event) return refusal(event.error());

    const double timestamp = std::visit([](const auto& each) { return each.timestamp.value; }, *event);
    const double age = sender.clock.age(timestamp, now);
    Relay relay;
    relay.lane = lane_of(*event);
    if (relay.lane != Lane::ordered && age > kStaleMilliseconds) return Drop{};
    if (const auto* frame = std::get_if<model::FrameUpdate>(&*event))
        relay.element = std::visit([](const auto& each) { return each.id.value; }, frame->payload);
    const bool with_user = !std::holds_alternative<model::ConnectionEvent>(*event);
    relay.text = relayed_text(tree->as_object(), sender.user_id, with_user);
    return relay;
}

}  // namespace pictbook::canvas
