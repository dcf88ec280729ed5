// What the specification says about commands, one after the other, written without the server's code: plain maps, the last
// writer of each member, last states of what was deleted. It is told each commit's command and what the journal says it
// did, and holds the two against each other. Only dates and order keys are taken over from the journal: of those the
// specification says where an element lies, not how that is written.
#pragma once

#include "canvas/change.hpp"
#include "sim/scene.hpp"

namespace pictbook::sim {

/// What one command did to one element.
struct Deed {
    enum class Kind { created, updated, deleted } kind;
    std::string id;
    std::map<std::string, std::pair<json::value, json::value>> members = {};  // of an update: before and after
};

struct Book {
    Objects live;
    Objects dead;  // the last states of what was deleted (V2-18)
    std::set<std::string> assets;

    /// Ids in the order in which they lie, the lowest first (V2-22).
    std::vector<std::string> stack() const;
};

class Oracle {
public:
    explicit Oracle(Book start) : book_(std::move(start)) {}

    /// One that was committed: says what differs from the journal, nothing when all is as it must be.
    std::string commit(const Record& record, const store::JournalEntry& entry);
    /// One that was refused: the same, about the code (V2-15).
    std::string refuse(const Record& record) const;
    void write_from_outside(const Objects& elements) { book_.live = elements; }

    const Book& book() const { return book_; }

private:
    using Op = std::pair<std::string, canvas::OpKey>;  // of this user
    friend class Trial;

    Book book_;
    std::map<Op, std::vector<Deed>> done_;
};

}  // namespace pictbook::sim
