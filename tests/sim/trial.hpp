// One command on a copy of the oracle's book (oracle.hpp), beside what the journal says it did.
#pragma once

#include <span>

#include "sim/oracle.hpp"

namespace pictbook::sim {

class Trial {
public:
    /// `steps` of the journal; nothing when the command was refused: then dates and order keys stay as they are.
    Trial(const Oracle& oracle, const Record& record, std::optional<std::span<const canvas::Step>> steps)
        : book(oracle.book_), oracle_(oracle), record_(record), steps_(steps) {}

    void run();

    Book book;
    std::vector<Deed> deeds;
    std::string result = "committed";
    std::string code;      // of a refusal
    std::string mismatch;  // between the deeds and the journal

private:
    void run(std::string_view type, const json::object& payload);
    void batch(const json::array& parts);
    void create(const json::object& payload, bool may_be_there);
    void update(const json::object& payload);
    void remove(const std::string& id);
    void restore(const std::string& id);
    void remove_asset(const std::string& asset);
    void reorder(const json::object& payload);
    void undo(const json::object& payload);
    void undo_one(const Deed& deed, std::size_t& skipped);

    bool asset_is_there(const json::object& members) const;
    void absent(const std::string& id);
    void put(const std::string& id, json::object element);
    void revive(const std::string& id);
    void set(const std::string& id, const json::object& members);
    void take_away(const std::string& id);
    void take_place(const std::string& id);
    const canvas::Step* next(canvas::Step::Kind kind, const std::string& id);
    void differ(const std::string& what);

    const Oracle& oracle_;
    const Record& record_;
    std::optional<std::span<const canvas::Step>> steps_;
};

}  // namespace pictbook::sim
