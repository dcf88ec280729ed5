// A WebSocket between a client and a node: two ordered streams of messages that take time and may break at any point, so
// that each side learns of the end when it does.
#pragma once

#include <memory>

#include "sim/scene.hpp"

namespace pictbook::sim {

/// A message of the server, read once for all who get it.
struct Message {
    explicit Message(std::string its_text);
    std::string text;
    json::object tree;
};
using Frame = std::shared_ptr<const Message>;
Frame frame_of(std::string text);

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Scene& scene, std::string name);

    // The node's end.
    std::function<void(const json::object&)> on_message;
    std::function<void()> on_gone;
    bool is_open() const { return node_open_; }
    void send(Frame frame);
    /// After what was sent; the client is told the code.
    void close(int code);
    /// The client takes less than it is sent.
    bool lags() const { return on_way_ > 3; }

    // The client's end.
    std::function<void(const Frame&)> on_frame;
    std::function<void(int code)> on_closed;  // 1006 when nobody said why
    void post(json::object message);
    /// The client goes; the node learns of it later.
    void abandon();

    /// Each side stops hearing the other at a time of its own.
    void cut();

    const std::string name;

private:
    void end_at_node();
    void client_end(int code);
    Milliseconds next(Time& last);

    Scene& scene_;
    bool node_open_ = true, client_open_ = true;
    Time last_down_{}, last_up_{};
    std::size_t on_way_ = 0;  // to the client
};

}  // namespace pictbook::sim
