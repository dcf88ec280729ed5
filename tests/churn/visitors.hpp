// Sockets that come to the lasting books for some seconds, talk, and leave in every way there is: with a close, a reset, a
// broken or an oversize frame, or by falling silent for ever. Each that leaves is replaced.
#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include "churn/witnesses.hpp"

namespace pictbook::test {

class Visitors {
public:
    explicit Visitors(const Scenery& scenery, Witnesses& witnesses);
    /// All of them hang up.
    ~Visitors();
    Visitors(const Visitors&) = delete;
    Visitors& operator=(const Visitors&) = delete;

    /// How many have come.
    long count() const { return count_; }

private:
    enum class Manner {
        closes,
        resets,
        hangs_up,
        falls_silent,   // and its socket stays open
        reads_nothing,  // talks, then resets
        says_nonsense,  // gets answers, then closes
        breaks_frames,  // is closed with 1002 or 1007
        says_too_much,  // is closed with 1009
        says_much,      // long events, then closes
        stays_outside   // never ends its handshake
    };
    struct Visitor {
        Socket socket = {};
        std::string name = {};
        Manner manner = Manner::closes;
        std::size_t book = 0;
        int sent = 0;
        Clock::time_point leaves = {};
    };
    struct Silent {
        Socket socket;
        Clock::time_point since;
    };

    void run();
    Visitor come();
    Manner any_manner();
    void talk(Visitor& visitor);
    void leave(Visitor& visitor);
    void break_frames(Visitor& visitor);
    void expect_given_up();

    const Scenery& scenery_;
    Witnesses& witnesses_;
    Dice dice_{1};
    std::vector<Visitor> visitors_;
    std::vector<Silent> silent_;
    std::atomic<long> count_ = 0;
    std::atomic<bool> is_over_ = false;
    std::thread thread_;
};

}  // namespace pictbook::test
