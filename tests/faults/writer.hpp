// One of those who write while a part of the system is killed. It goes on whatever the answers are, and keeps its ledger.
#pragma once

#include <atomic>
#include <optional>
#include <random>

#include "faults/ledger.hpp"
#include "support/fleet.hpp"

namespace pictbook::test {

/// A keep-alive connection to one node, made anew now and then; while that node is dead, to another one.
class Line {
public:
    Line(const Fleet& fleet, std::size_t home) : fleet_(fleet), home_(home) {}

    /// Status 0 when the connection broke before the answer. Waits at most 30 s for a node that takes connections, then
    /// throws.
    Reply send(const std::string& method, const std::string& path, const std::string& body = "",
               const std::string& type = "application/json");
    /// That the last request was sent to.
    std::size_t node() const { return node_; }

private:
    void connect();
    bool connect_to(std::size_t node);

    const Fleet& fleet_;
    std::size_t home_, node_ = 0;
    std::optional<Wire> wire_;
    int requests_ = 0;
};

/// How many writes the writers of a load still have, together.
class Budget {
public:
    /// `later` of them wait for release().
    Budget(int all, int later) : left_(all), kept_(later) {}

    /// Takes one, and waits while all that are left are kept; false when there is none left.
    bool take();
    void release() { kept_ = 0; }
    int left() const { return left_; }

private:
    std::atomic<int> left_, kept_;
};

class Writer {
public:
    /// `photos`: how many of a hundred writes are uploads and removals of photos. Two writers of the same fleet must not
    /// have the same number.
    Writer(const Fleet& fleet, std::size_t number, int photos);

    /// Until the budget is spent.
    void run(Budget& budget);
    /// Until one is acknowledged, at most for 30 s; gives whether it was.
    bool write_until_acknowledged();
    const Ledger& ledger() const { return ledger_; }

private:
    void write_one();
    Reply create_element();
    Reply change_element(Thing& element);
    Reply remove_element(Thing& element);
    Reply create_book();
    Reply change_member();
    Reply upload_photo();
    Reply remove_photo(Thing& photo);
    bool enter(Thing& thing, const std::string& value, const Reply& reply);
    void pause_after(const Reply& reply) const;
    /// One that is there for certain, or null.
    Thing* any(Thing::Kind kind);
    std::string new_name() { return "w" + std::to_string(number_) + "-" + std::to_string(++names_); }
    int draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

    std::size_t number_;
    int photos_;
    std::string book_;
    std::vector<Thing*> members_;
    Line line_;
    Ledger ledger_;
    std::mt19937 random_;
    int names_ = 0, versions_ = 0, uploads_ = 0;
};

}  // namespace pictbook::test
