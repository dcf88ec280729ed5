// Small sends to many sockets. With io_uring a few hundred of them are one system call, which took a fifth less CPU than a call
// for each (docs/bench.md); where the kernel or a container gives us no ring, each is a call.
//
// For one thread: the first send() makes the ring. Everything happens inside send(), nothing is under way behind it.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

namespace pictbook::http {

class WebSocket;

class SendBatch {
public:
    SendBatch();
    ~SendBatch();

    /// To a socket that does not lag, at most once before send(). `frames` are whole and stay until send().
    void add(WebSocket& socket, std::string_view frames);
    /// Hands everything to the kernel; what it doesn't take waits in the sockets.
    void send();

    /// How send() does it: `io_uring`, `send`, or `not used yet`.
    const char* describe() const;

private:
    struct Item {
        WebSocket* socket;
        std::string_view frames;
    };
    class Ring;

    void send_by_ring();

    std::vector<Item> items_;
    std::unique_ptr<Ring> ring_;
    bool probed_ = false;
};

}  // namespace pictbook::http
