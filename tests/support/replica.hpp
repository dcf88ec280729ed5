// What a client of pictshare.v2 holds of a book (docs/spec/live-v2.md), from the messages that it got. It fails the test when
// an event comes twice or is left out.
#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <string>

namespace pictbook::test {

namespace json = boost::json;

std::string type_of(const json::object& message);
bool is_event(const json::object& message);

class Replica {
public:
    /// The greeting of one who has that.
    std::string hello(const std::string& client) const;
    /// WELCOME, SNAPSHOT and events, in their order; all other messages change nothing.
    void take(const json::object& message);

    /// All that the last WELCOME promised has come.
    bool is_whole() const { return !awaits_snapshot_ && seq_ >= promised_; }
    std::int64_t seq() const { return seq_; }
    std::int64_t epoch() const { return epoch_; }
    const std::map<std::string, json::object>& elements() const { return elements_; }

private:
    void begin(const json::object& welcome);
    void add(const json::object& snapshot);
    void apply(const json::object& change);

    std::int64_t seq_ = -1, epoch_ = -1, promised_ = 0;
    bool awaits_snapshot_ = false;
    std::map<std::string, json::object> elements_;
};

}  // namespace pictbook::test
