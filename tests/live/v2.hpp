// Sessions of pictshare.v2 for the tests of the canvas (docs/spec/live-v2.md).
#pragma once

#include "live/live.hpp"
#include "support/replica.hpp"

namespace pictbook::test {

inline const std::string kV2 = "pictshare.v2";

/// A client that keeps what the protocol tells it, and checks that nothing comes twice or is left out.
class Session {
public:
    /// Connects; says HELLO only when told to.
    Session(const Person& person, const std::string& book, std::string client = "tab");

    /// Until the book is there; gives WELCOME's payload.
    json::object hello();
    /// Connects anew, to the next node on the stack, and goes on from what it has.
    json::object resume(const Person& person, const std::string& book);

    void send(const std::string& text) { socket_.send_text(text); }
    /// With the next op; gives its number.
    std::int64_t command(const std::string& type, const std::string& payload);
    void send_command(std::int64_t number, const std::string& type, const std::string& payload);
    /// The payload of the answer to a command, ACK or ERROR; applies the events that come before it.
    json::object answer(std::int64_t number);
    /// `committed`, `rebased`, `ignored`, or an error's code.
    std::string result(const std::string& type, const std::string& payload);

    /// The next message of that type, applying events on the way.
    json::object expect(const std::string& type);
    /// Applies events until the state includes `seq`.
    void reach(std::int64_t seq);
    /// Nothing but PONG is on its way.
    void expect_nothing_more();

    Socket& socket() { return socket_; }
    std::int64_t seq() const { return replica_.seq(); }
    std::int64_t epoch() const { return replica_.epoch(); }
    const std::map<std::string, json::object>& elements() const { return replica_.elements(); }
    std::string member(const std::string& id, const std::string& name) const;
    const std::vector<json::object>& events() const { return events_; }

private:
    json::object next();
    void take(const json::object& message);

    Socket socket_;
    std::string client_;
    std::int64_t counter_ = 0;
    Replica replica_;
    std::vector<json::object> events_;
};

/// Ids of elements are of the whole server: each test has its own.
std::string own_id(const std::string& name);
std::string update(const std::string& id, const std::string& members);
std::string circle(const std::string& id, const std::string& more = "");
std::string with_id(const std::string& id);

/// Two sessions of one person that are in a book; ids of elements for its tests.
class TwoSessions : public testing::Test {
protected:
    TwoSessions() {
        one_.hello();
        two_.hello();
    }
    const Person& owner_ = ada();
    const std::string book_ = make_book(owner_);
    const std::string sun_ = own_id("sun"), moon_ = own_id("moon");
    Session one_{owner_, book_, "one"}, two_{owner_, book_, "two"};
};

}  // namespace pictbook::test
