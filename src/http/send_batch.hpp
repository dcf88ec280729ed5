// Small sends to many sockets. With io_uring a few hundred of them are one system call, which took a fifth less CPU than a
// call for each (docs/bench.md); where the kernel or a container gives us no ring, each is a call.
//
// For one thread: the first send() makes the ring. Everything happens inside send(), nothing is under way behind it.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pictbook::http {

class WebSocket;

class SendBatch {
public:
    static constexpr std::size_t kMostOwn = 1024 * 1024;

    /// Without `with_ring` each send is a call, whatever the kernel has.
    explicit SendBatch(bool with_ring = true);
    ~SendBatch();

    /// To a socket that does not lag, at most once before send(). `frames` are whole and stay until send().
    void add(WebSocket& socket, std::string_view frames);
    /// The same with frames for this socket alone. Sends everything when more than kMostOwn of such bytes wait.
    void add_own(WebSocket& socket, std::string frames);
    /// Hands everything to the kernel; what it doesn't take waits in the sockets.
    void send();

    /// Whether there is a ring; known after the first send() to several.
    bool has_ring() const { return ring_ != nullptr; }

private:
    struct Item {
        WebSocket* socket;
        std::string_view frames;
    };
    class Ring;

    void send_by_ring();

    std::vector<Item> items_;
    std::deque<std::string> own_;  // what items of add_own() refer to
    std::size_t own_bytes_ = 0;
    std::unique_ptr<Ring> ring_;
    bool is_probed_;  // no need to try for a ring
};

}  // namespace pictbook::http
