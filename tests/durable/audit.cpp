#include "durable/audit.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/json/parse.hpp>
#include <sstream>
#include <tuple>

#include "canvas/state_hash.hpp"

namespace pictbook::test {

namespace {

using EntryFate = Entry::Fate;

constexpr int kMostDetails = 20;
constexpr std::chrono::milliseconds kPatient = std::chrono::seconds(60);

struct Row {
    std::int64_t seq;
    std::string type, result;
};
using OpOfUser = std::tuple<std::string, std::string, std::int64_t>;  // the user, and the op
using JournalByOp = std::multimap<OpOfUser, Row>;

JournalByOp read_journal(const Fleet& fleet, const std::string& book) {
    JournalByOp out;
    std::int64_t seq = 0;
    for (const std::string& line : fleet.rows(
             R"(SELECT "seq" || ' ' || "epoch" || ' ' || "author" || ' ' || "client" || ' ' || "counter" || ' ' ||
                       "type" || ' ' || "result" FROM "Journal" WHERE "projectId" = ')" +
             book + R"(' ORDER BY "seq")")) {
        std::istringstream words(line);
        std::array<std::string, 7> row;
        for (std::string& word : row) words >> word;
        EXPECT_EQ(row[0], std::to_string(++seq)) << "a gap in the journal";
        EXPECT_EQ(row[1], "0");
        out.emplace(OpOfUser{row[2], row[3], std::stoll(row[4])}, Row{std::stoll(row[0]), row[5], row[6]});
    }
    return out;
}

/// What is wrong with it, or nothing.
std::string compare(const Entry& entry, const std::vector<Row>& rows) {
    if (rows.size() > 1) return "is there " + std::to_string(rows.size()) + " times";
    const bool is_there = !rows.empty();
    if (entry.fate == EntryFate::acknowledged) {
        if (!is_there) return "was acknowledged, and is not there";
        if (rows[0].seq != entry.seq || rows[0].result != entry.result)
            return "was acknowledged as " + std::to_string(entry.seq) + " " + entry.result + ", and is " +
                   std::to_string(rows[0].seq) + " " + rows[0].result;
    }
    if (entry.fate == EntryFate::refused && is_there && !entry.has_copy)
        return "was refused with " + entry.result + ", and is there";
    if (entry.fate == EntryFate::waiting) return "was never answered";
    if (entry.told != 0 && (!is_there || rows[0].seq != entry.told))
        return "was told of as " + std::to_string(entry.told) + ", and is elsewhere or nowhere";
    if (is_there && rows[0].type != entry.type) return "is another command there";
    return "";
}

Replica come_anew(const Fleet& fleet, const std::string& book, std::size_t node) {
    Replica replica;
    WebSocketClient socket;
    const Headers headers{{"Cookie", fleet.cookie()}, {"Sec-WebSocket-Protocol", "pictshare.v2"}};
    EXPECT_EQ(socket.connect(fleet.port(node), "/canvas/" + book, headers, kPatient).status, 101);
    socket.send_text(replica.hello("newcomer"));
    do replica.take(json::parse(socket.expect_text(kPatient)).as_object());
    while (!replica.is_whole());
    return replica;
}

/// The first element that is not the same, from both sides.
std::string difference(const Replica& one, const Replica& other) {
    const auto text = [](const Replica& replica, const std::string& id) {
        const auto found = replica.elements().find(id);
        return found == replica.elements().end() ? "absent" : canvas::canonical_json(found->second);
    };
    for (const Replica* each : {&one, &other})
        for (const auto& [id, element] : each->elements())
            if (text(one, id) != text(other, id)) return id + ":\n" + text(one, id) + "\n" + text(other, id);
    return "";
}

}  // namespace

Findings audit_journal(const Fleet& fleet, const std::string& book, const std::vector<const Ledger*>& ledgers) {
    Findings out;
    JournalByOp journal = read_journal(fleet, book);
    out.entries = static_cast<long>(journal.size());
    const auto tell = [&](const OpOfUser& key, const std::string& what) {
        if (++out.wrong > kMostDetails) return;
        const auto& [user, client, number] = key;
        out.details += user + " " + client + " " + std::to_string(number) + " " + what + "\n";
    };
    for (const Ledger* ledger : ledgers)
        for (std::int64_t number = 1; const Entry& entry : ledger->entries()) {
            const OpOfUser key{ledger->user(), ledger->client(), number++};
            std::vector<Row> rows;
            for (auto [each, end] = journal.equal_range(key); each != end; ++each) rows.push_back(each->second);
            journal.erase(key);
            if (const std::string what = compare(entry, rows); !what.empty()) tell(key, what);
            out.unknown += entry.fate == EntryFate::given_up;
            out.unknown_done += entry.fate == EntryFate::given_up && !rows.empty();
            out.refused_done += entry.fate == EntryFate::refused && !rows.empty();
            if (entry.fate == EntryFate::refused) ++out.refused[entry.result];
        }
    for (const auto& [key, row] : journal) tell(key, "was never sent");
    return out;
}

void expect_agreement(const Fleet& fleet, const std::string& book,
                      const std::vector<std::unique_ptr<Client>>& clients) {
    for (std::size_t node = 0; node < fleet.size(); ++node) {
        const Replica anew = come_anew(fleet, book, node);
        for (const auto& client : clients) {
            EXPECT_EQ(client->seq(), anew.seq());
            EXPECT_EQ(difference(client->replica(), anew), "") << client->ledger().client() << " and node " << node;
            EXPECT_EQ(client->last_hash(), hash_of(anew));
        }
    }
}

}  // namespace pictbook::test
