#include "canvas/room.hpp"

#include <algorithm>
#include <boost/json/monotonic_resource.hpp>
#include <cassert>

#include "canvas/scan.hpp"
#include "http/error.hpp"
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

/// The sender's own payload goes on, unknown members included; only the envelope is ours.
std::string relayed_text(const Message& message, const std::string& user_id, std::string_view client) {
    constexpr std::size_t kEnvelope = sizeof(R"({"type":"","timestamp":,"userId":"","clientId":"","payload":})");
    std::string out;
    out.reserve(kEnvelope + message.type.size() + message.timestamp_text.size() + user_id.size() + client.size() +
                message.payload.size());
    out.append(R"({"type":")").append(message.type).append(R"(","timestamp":)").append(message.timestamp_text);
    if (message.tells_user) {
        out += R"(,"userId":)";
        schema::write_string(out, user_id);
    }
    if (!client.empty()) out.append(R"(,"clientId":")").append(client).append("\"");
    out.append(R"(,"payload":)").append(message.payload).append("}");
    return out;
}

Decision relay(Sender& sender, const Message& message, Time now, std::string_view client = {}) {
    const double age = sender.clock.age(message.timestamp, now);
    if (message.lane != Lane::ordered && age > kStaleMilliseconds) return Drop{};
    return Relay{relayed_text(message, sender.user_id, client), message.lane, ElementId(message.element)};
}

}  // namespace

double SenderClock::age(double timestamp, Time now) {
    const double offset = static_cast<double>(now.time_since_epoch().count()) - timestamp;
    if (!first_) first_ = window_ = now;
    if (seen_ == 0 || now - window_ >= kWindow) {
        former_least_ = seen_ == 0 ? offset : least_;
        least_ = offset;
        window_ = now;
    }
    least_ = std::min(least_, offset);
    seen_ = std::min(seen_ + 1, kLearningMessages);
    const bool learnt = seen_ >= kLearningMessages && now - *first_ >= kLearningTime;
    return learnt ? offset - std::min(least_, former_least_) : offset;
}

ElementId::ElementId(std::string_view id) : size_(static_cast<std::uint8_t>(id.size())) {
    assert(id.size() <= kMostBytes);
    std::copy(id.begin(), id.end(), bytes_.begin());
}

Decision receive(Sender& sender, std::string_view text, Time now) {
    if (sender.role != model::Role::VIEWER)
        if (const std::optional<Message> message = scan(text)) return relay(sender, *message, now);
    return receive_unusual(sender, text, now);
}

Decision receive_unusual(Sender& sender, std::string_view text, Time now) {
    if (sender.role == model::Role::VIEWER) return Reply{R"({"type":"ERROR","payload":"Unauthorized"})"};
    json::monotonic_resource memory;
    const std::optional<json::value> tree = schema::parse_json(text, &memory);
    if (!tree) return malformed();
    Result<model::Event> event = schema::decode<model::Event>(*tree, "message");
    if (!event) return refusal(event.error());

    Message message;
    std::string timestamp, payload;
    schema::write_json(timestamp, tree->at("timestamp"));
    schema::write_json(payload, tree->at("payload"));
    message.timestamp_text = timestamp;
    message.payload = payload;
    std::visit(
        [&]<class Event>(const Event& each) {
            message.type = Event::type;
            message.timestamp = each.timestamp.value;
            message.lane = lane_of<Event>;
            message.tells_user = tells_user<Event>;
        },
        *event);
    if (const auto* frame = std::get_if<model::FrameUpdate>(&*event))
        message.element = std::visit([](const auto& each) -> std::string_view { return each.id; }, frame->payload);
    return relay(sender, message, now);
}

Decision receive_volatile(Sender& sender, const Message& message, std::string_view client, Time now) {
    return relay(sender, message, now, client);
}

}  // namespace pictbook::canvas
