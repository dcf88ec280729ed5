// What must hold when everything is quiet: between the commands that were sent, the journal, the tables and what the
// clients hold.
#include <algorithm>

#include "sim/oracle.hpp"
#include "sim/run.hpp"
#include "store/elements.hpp"

namespace pictbook::sim {

namespace {

using store::JournalEntry;

constexpr std::int64_t kAll = 1'000'000;
constexpr db::Statement kTombstones(R"(SELECT "elementId", "state" FROM "Tombstone" WHERE "projectId" = $1)");

std::string at(std::int64_t seq, const std::string& what) { return "seq " + std::to_string(seq) + ": " + what; }

/// The names of the elements that differ.
std::string difference(const Objects& one, const Objects& other) {
    std::string out;
    for (const auto& [id, element] : one)
        if (const auto found = other.find(id); found == other.end() || found->second != element) out += " " + id;
    for (const auto& [id, element] : other)
        if (!one.contains(id)) out += " " + id;
    return out;
}

/// Backward: what the journal says that it takes to undo an entry (V2-37).
void take_back(Objects& elements, const JournalEntry& entry) {
    for (const canvas::Step& step : canvas::read_steps(entry.inverse)) {
        if (step.kind == canvas::Step::Kind::created) elements[step.id] = step.members;
        if (step.kind == canvas::Step::Kind::deleted) elements.erase(step.id);
        if (step.kind == canvas::Step::Kind::updated) canvas::put_members(elements.at(step.id), step.members);
    }
}

class Checker {
public:
    Checker(Store& store, const Scene& scene, std::set<std::string> assets)
        : store_(store), scene_(scene), oracle_({{}, {}, std::move(assets)}) {
        for (std::int64_t before = kAll; before > 1; before = entries_.back().seq) {
            const auto page = store.wait(store::list_entries_before(store, scene.project_id, before, kAll));
            if (page.empty()) break;
            entries_.insert(entries_.end(), page.begin(), page.end());
        }
        std::reverse(entries_.begin(), entries_.end());
        const store::PlacedList list = store.wait(store::list_placed_elements(store, scene.project_id));
        for (const store::PlacedElement& each : list.elements) {
            const std::string id = model::id_of(each.element).value;
            tables_[id] = canvas::object_of(each);
            stack_.push_back(id);
        }
    }

    std::string check(const std::vector<std::unique_ptr<Client>>& clients) {
        std::string wrong = check_journal();
        if (wrong.empty()) wrong = check_commands();
        if (wrong.empty()) wrong = check_tables();
        for (const auto& each : clients)
            if (wrong.empty()) wrong = check_client(*each);
        return wrong;
    }

private:
    /// V2-9, V2-16: no gap, no op twice.
    std::string check_journal() {
        std::int64_t last = 0;
        for (const JournalEntry& each : entries_) {
            if (each.seq != ++last) return at(each.seq, "doesn't follow the entry before it");
            if (!each.client) continue;
            if (!ops_.try_emplace({each.author, {*each.client, *each.counter}}, &each).second)
                return at(each.seq, "its op has an entry already");
        }
        return {};
    }

    /// All that the database decided, in its order, by the oracle.
    std::string check_commands() {
        auto entry = entries_.begin();
        Objects begin;
        auto first = entry;  // of those since `begin`
        hashes_[0] = 0;
        for (const Record& record : scene_.log) {
            std::string wrong;
            if (record.kind == Record::Kind::outside) {
                wrong = check_history(first, entry, begin);
                oracle_.write_from_outside(record.elements);
                begin = record.elements;
                first = entry;
            } else if (record.kind == Record::Kind::refused) {
                wrong = oracle_.refuse(record);
            } else if (entry == entries_.end() || entry->seq != record.seq) {
                wrong = at(record.seq, "was committed and isn't in the journal");
            } else {
                wrong = oracle_.commit(record, *entry++);
                hashes_[record.seq] = hash_of(oracle_.book().live);
            }
            if (!wrong.empty())
                return at(record.seq, wrong) + (record.command ? ": " + json::serialize(*record.command) : "");
        }
        if (entry != entries_.end()) return at(entry->seq, "nobody committed it");
        return check_history(first, entry, begin);
    }

    std::string check_history(std::vector<JournalEntry>::const_iterator first,
                              std::vector<JournalEntry>::const_iterator end, const Objects& begin) const {
        Objects elements = oracle_.book().live;
        for (auto each = end; each != first;) take_back(elements, *--each);
        const std::string differing = difference(elements, begin);
        return differing.empty() ? "" : "the way back in history leads elsewhere:" + differing;
    }

    std::string check_tables() {
        const Book& book = oracle_.book();
        if (const std::string ids = difference(tables_, book.live); !ids.empty()) return "the tables differ:" + ids;
        if (stack_ != book.stack()) return "the elements lie in another order";
        Objects dead;
        const db::Rows rows = store_.wait(store_.run(kTombstones, scene_.project_id));
        for (std::size_t i = 0; i < rows.size(); ++i)
            dead[std::string(rows[i].text("elementId"))] = schema::parse_json(rows[i].text("state"))->as_object();
        if (const std::string ids = difference(dead, book.dead); !ids.empty()) return "last states differ:" + ids;
        return {};
    }

    std::string check_client(const Client& client) const {
        if (hash_of(client.elements()) != hash_of(tables_))  // V2-35
            return client.describe() + " holds another state:" + difference(client.elements(), tables_);
        for (const Client::Claim& each : client.claims())  // V2-5
            if (hashes_.at(each.seq) != each.hash) return client.describe() + " began with a state that never was";
        for (const auto& [n, sent] : client.sent()) {
            const auto found = ops_.find({client.user(), {client.client_id(), n}});
            const std::string name = client.describe() + "'s command " + std::to_string(n);
            if (found == ops_.end()) {
                if (sent.acked || sent.heard) return name + " was acknowledged and is not in the journal";
                continue;
            }
            const JournalEntry& entry = *found->second;
            if (sent.acked && (*sent.acked != entry.seq || sent.result != entry.result))
                return name + " was acknowledged as another";
            // Of one that was sent twice each copy gets its own answer, and a late one may have found what it asks for.
            if (!sent.refused.empty() && sent.copies == 1) return name + " was refused and is in the journal";
        }
        return {};
    }

    Store& store_;
    const Scene& scene_;
    Oracle oracle_;
    std::vector<JournalEntry> entries_;
    std::map<std::pair<std::string, canvas::OpKey>, const JournalEntry*> ops_;
    std::map<std::int64_t, std::uint64_t> hashes_;  // of the states by seq
    Objects tables_;
    std::vector<std::string> stack_;
};

}  // namespace

std::string check_all(Store& store, const Scene& scene, const std::vector<std::unique_ptr<Client>>& clients,
                      std::set<std::string> assets) {
    return Checker(store, scene, std::move(assets)).check(clients);
}

}  // namespace pictbook::sim
