#include "sim/connection.hpp"

namespace pictbook::sim {

namespace {

constexpr int kBroken = 1006;
constexpr int kLongestBlindness = 2000;  // milliseconds until an end notices that the other is gone

}  // namespace

Message::Message(std::string its_text) : text(std::move(its_text)) {
    tree = std::move(schema::parse_json(text).value().as_object());
}

Frame frame_of(std::string text) { return std::make_shared<const Message>(std::move(text)); }

Connection::Connection(Scene& scene, std::string its_name) : name(std::move(its_name)), scene_(scene) {}

/// When the next message of a stream arrives: never before the last one.
Milliseconds Connection::next(Time& last) {
    last = std::max(last, scene_.scheduler.now() + scene_.latency());
    return last - scene_.scheduler.now();
}

void Connection::send(Frame frame) {
    if (!node_open_) return;
    ++on_way_;
    scene_.scheduler.after(next(last_down_), [self = shared_from_this(), frame = std::move(frame)] {
        --self->on_way_;
        if (!self->client_open_) return;
        self->scene_.count(frame->text);
        self->on_frame(frame);
    });
}

void Connection::close(int code) {
    if (!node_open_) return;
    scene_.note(name + " is closed with " + std::to_string(code));
    scene_.scheduler.after(next(last_down_), [self = shared_from_this(), code] { self->client_end(code); });
    node_open_ = false;
    scene_.scheduler.after(scene_.latency(), [self = shared_from_this()] {
        if (self->on_gone) self->on_gone();
    });
}

void Connection::post(json::object message) {
    if (!client_open_) return;
    scene_.scheduler.after(next(last_up_), [self = shared_from_this(), message = std::move(message)] {
        if (self->node_open_) self->on_message(message);
    });
}

void Connection::abandon() {
    client_open_ = false;
    end_at_node();
}

void Connection::end_at_node() {
    const bool unnoticed = scene_.random.chance(20);
    scene_.scheduler.after(scene_.random.time(0, unnoticed ? kLongestBlindness : 30), [self = shared_from_this()] {
        if (std::exchange(self->node_open_, false) && self->on_gone) self->on_gone();
    });
}

void Connection::cut() {
    end_at_node();
    scene_.scheduler.after(scene_.random.time(0, 80), [self = shared_from_this()] { self->client_end(kBroken); });
}

void Connection::client_end(int code) {
    if (std::exchange(client_open_, false)) on_closed(code);
}

}  // namespace pictbook::sim
