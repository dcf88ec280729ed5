// A canvas socket on one node that sends numbered notes all the time and hears those of the others.
#pragma once

#include <array>
#include <atomic>
#include <thread>

#include "faults/ledger.hpp"
#include "support/fleet.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::test {

/// Opens another socket when the server closes one.
class Listener {
public:
    static constexpr std::size_t kMost = 3;  // of one book

    Listener(const Fleet& fleet, std::size_t node, std::string book);
    ~Listener() { stop(); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// The number of its last note.
    int sent() const { return sent_; }
    /// The number of the last note that it got from the listener on that node.
    int heard(std::size_t node) const { return heard_[node]; }
    void stop();

    // After stop():
    /// The codes that the server closed its sockets with.
    const std::vector<unsigned>& closes() const { return closes_; }
    /// Notes that came again, or after a later one.
    int repeated() const { return repeated_; }
    /// The time from then on until it has heard of all other nodes.
    Clock::duration silence_after(Clock::time_point moment, std::size_t nodes) const;

private:
    struct Heard {
        std::size_t node;
        Clock::time_point at;
    };

    void run();
    void open();
    void send_note();
    bool receive_until(Clock::time_point end);
    void take(const std::string& note);

    const Fleet& fleet_;
    const std::size_t node_;
    const std::string book_;
    WebSocketClient socket_;
    std::atomic<int> sent_ = 0;
    std::array<std::atomic<int>, kMost> heard_{};
    std::vector<Heard> all_;
    std::vector<unsigned> closes_;
    int repeated_ = 0;
    std::atomic<bool> is_over_ = false;
    std::thread thread_;
};

/// Until each of them has heard notes of all others that are sent from now on, at most for 20 s; gives whether it came to that.
bool wait_until_together(const std::vector<std::unique_ptr<Listener>>& listeners);

}  // namespace pictbook::test
