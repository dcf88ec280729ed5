// Well-behaved sockets that stay in the lasting books, number what they send and look at everybody's numbers: each sender's
// ordered events come exactly once and in order.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "churn/scenery.hpp"

namespace pictbook::test {

class Witnesses {
public:
    /// How much is known of the events that somebody has sent who has left.
    enum class Sent { all_arrive, some_arrive };

    /// They are in their books when it returns.
    explicit Witnesses(const Scenery& scenery);
    /// Fails the test when something was lost.
    ~Witnesses();
    Witnesses(const Witnesses&) = delete;
    Witnesses& operator=(const Witnesses&) = delete;

    /// Whoever numbers events in a lasting book says so when it has left; `count` is how many it sent from 1 on. A sender's
    /// name is never used again.
    void see_off(std::size_t book, const std::string& sender, int count, Sent sent);
    /// Ordered events that arrived at witnesses.
    long heard() const { return heard_; }

private:
    struct Witness {
        Socket socket;
        std::string name;
        std::size_t book = 0;
        int sent = 0;
        std::map<std::string, int> last = {};  // number of each sender
    };
    struct Departed {
        std::size_t book;
        std::string sender;
        int count;
        Sent sent;
        Clock::time_point at;
    };

    void run();
    void listen(Witness& witness);
    void take(Witness& witness, const std::string& message);
    void settle_departed();
    bool have_heard(const Departed& departed) const;
    bool have_heard_each_other() const;
    void forget(const Departed& departed);

    std::vector<Witness> witnesses_;
    std::atomic<long> heard_ = 0;
    std::mutex mutex_;
    std::vector<Departed> departed_;  // guarded by mutex_
    std::atomic<bool> is_over_ = false;
    std::thread thread_;
};

}  // namespace pictbook::test
