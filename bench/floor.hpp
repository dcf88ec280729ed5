// The least that a server of the same load can do, as a process beside the real one: it waits with epoll, receives each
// message, and sends the same bytes to the same number of sockets with as many messages to a send as the real server
// showed. No JSON is read, no right is looked up, nothing is queued or bounded. What the real server takes more than it is
// the real server's own.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

namespace pictbook::bench {

class Floor {
public:
    /// Forks, so no thread may run yet.
    Floor();
    ~Floor();
    Floor(const Floor&) = delete;
    Floor& operator=(const Floor&) = delete;

    std::uint16_t port() const { return port_; }
    pid_t process() const { return process_; }

    /// From now on `messages_per_send` (at least 1, on average) and `extra` bytes more in a delivered message than in the
    /// one that came.
    void imitate(double messages_per_send, std::size_t extra);

private:
    struct Shared;

    Shared* shared_;
    std::uint16_t port_ = 0;
    pid_t process_ = -1;
};

}  // namespace pictbook::bench
