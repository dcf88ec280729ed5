// What a writer sent while a part of the system was killed, and what it was told: to be compared with what is there
// afterwards.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "support/http_client.hpp"

namespace pictbook::test {

using Clock = std::chrono::steady_clock;

/// Something that writes make, change and remove. Its name is its own, so it is found again, and a double shows.
struct Thing {
    enum class Kind { book, element, member, photo };
    Kind kind;
    std::string book;                  // the id of the book that it is in
    std::string name;                  // a book's name, an element's text, a member's e-mail address, a photo's size
    std::string id = {};               // from the answer that acknowledged it
    std::string is = {};               // as acknowledged: an element's version, a member's role; empty when absent
    std::optional<std::string> maybe;  // what it is if the write was done of which nobody knows
    std::vector<std::string> refused = {};  // what it would be, had the server not refused
    std::string bytes = {}, key = {};       // of a photo
};

/// A write that was acknowledged.
struct Acknowledged {
    Thing::Kind kind;
    std::size_t node;
    Clock::time_point at;
};

class Ledger {
public:
    /// Of no writes yet; the reference stays valid.
    Thing& add(Thing thing) { return things_.emplace_back(std::move(thing)); }
    /// The answer of that node to a write that makes the thing `value`. Gives whether it was acknowledged.
    bool enter(Thing& thing, const std::string& value, const Reply& reply, std::size_t node);

    std::deque<Thing>& things() { return things_; }
    const std::deque<Thing>& things() const { return things_; }
    const std::vector<Acknowledged>& acknowledged() const { return acknowledged_; }
    int refused() const { return refused_; }
    int unknown() const { return unknown_; }
    /// Answers that no fault explains.
    const std::vector<std::string>& wrong() const { return wrong_; }

private:
    std::deque<Thing> things_;
    std::vector<Acknowledged> acknowledged_;
    std::vector<std::string> wrong_;
    int refused_ = 0, unknown_ = 0;
};

}  // namespace pictbook::test
