// What one client of pictshare.v2 sent, and what it was told of each command: to be compared with the journal afterwards.
#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace pictbook::test {

namespace json = boost::json;

using Clock = std::chrono::steady_clock;

struct Entry {
    enum class Fate { waiting, acknowledged, refused, given_up };  // given_up: nobody knows, and it is not sent again

    std::string type, payload;
    Fate fate = Fate::waiting;
    std::string result = {};     // of ACK, or the code of the refusal
    std::int64_t seq = 0;        // of ACK
    std::int64_t told = 0;       // of its event, if it has come
    bool was_postponed = false;  // told to send it again later
    bool has_copy = false;       // was on its way on a connection that broke: it may be committed from there, once
    Clock::time_point sent = {}, due = {};
};

class Ledger {
public:
    /// `user`: the client's, by id; `client`: the c of its ops.
    Ledger(std::string user, std::string client) : user_(std::move(user)), client_(std::move(client)) {}

    /// Its number n is size() then.
    void add(std::string type, std::string payload);
    /// The message that sends it, from now on on its way.
    std::string send(std::int64_t number);
    /// Those that are to be sent now, for the first time or again.
    std::vector<std::int64_t> due() const;
    /// The connection broke: what was on its way is due, but what `give_up` picks.
    template <class Picks>
    void lose(Picks give_up) {
        for (const std::int64_t number : std::vector(waiting_)) {
            Entry& entry = at(number);
            entry.has_copy = entry.sent != Clock::time_point();
            if (entry.has_copy && give_up()) settle(number, Entry::Fate::given_up);
            entry.due = {};
        }
    }
    /// ACK, ERROR or an event; fails the test when it contradicts what was told before.
    void take(const json::object& message);

    const std::string& user() const { return user_; }
    const std::string& client() const { return client_; }
    const std::deque<Entry>& entries() const { return entries_; }
    std::int64_t size() const { return static_cast<std::int64_t>(entries_.size()); }
    const std::vector<std::int64_t>& waiting() const { return waiting_; }

    struct Acknowledged {
        Clock::time_point sent, at;
    };
    const std::vector<Acknowledged>& acknowledged() const { return acknowledged_; }
    struct Totals {
        long sent_again = 0;  // a command that was sent three times counts twice
        long retried = 0;     // answered from the journal
        long postponed = 0;
        long postponed_but_done = 0;
    };
    const Totals& totals() const { return totals_; }

private:
    Entry& at(std::int64_t number) { return entries_.at(static_cast<std::size_t>(number - 1)); }
    void take_acknowledgement(const json::object& message);
    void take_error(const json::object& payload);
    void take_event(const json::object& message);
    void settle(std::int64_t number, Entry::Fate fate);

    std::string user_, client_;
    std::deque<Entry> entries_;
    std::vector<std::int64_t> waiting_;
    std::vector<Acknowledged> acknowledged_;
    Totals totals_;
};

}  // namespace pictbook::test
