#include "store/journal.hpp"

#include "unit/store/store_test.hpp"

namespace pictbook::store {

namespace {

class Journals : public StoreTest {
protected:
    Journals() {
        add_user("ada");
        book_ = add_book("ada");
    }
    void append(std::int64_t seq, Time at, const std::string& changes = "[]") {
        JournalEntry entry;
        entry.seq = seq;
        entry.at = at;
        entry.author = "ada";
        entry.type = "SHAPE_UPDATE";
        entry.result = "committed";
        entry.changes = changes;
        entry.inverse = "[]";
        wait_for(append_entry(*db_, book_, entry));
    }
    std::vector<std::int64_t> seqs() {
        std::vector<std::int64_t> out;
        for (const JournalEntry& each : wait_for(list_entries_after(*db_, book_, 0, 100))) out.push_back(each.seq);
        return out;
    }
    std::string book_;
};

TEST_F(Journals, TellTheBookTheirSeq) {  // V2-13
    EXPECT_EQ(wait_for(take_seqs(*db_, book_, 3))->seq, 0);
    append(1, kThen);
    append(2, kThen);
    wait_for(give_seqs_back(*db_, book_, 1));
    EXPECT_EQ(wait_for(find_journal_head(*db_, book_))->seq, 2);
    EXPECT_EQ(wait_for(list_entries_before(*db_, book_, 2, 5)).front().seq, 1);
    EXPECT_THROW(append(2, kThen), db::Violation);
}

TEST_F(Journals, AreReadForwardWithoutTheirInverses) {  // V2-4
    wait_for(take_seqs(*db_, book_, 2));
    append(1, kThen, "[1]");
    append(2, kThen);
    const std::vector<JournalEntry> entries = wait_for(list_entries_after(*db_, book_, 0, 5));
    EXPECT_EQ(entries.front().changes, "[1]");
    EXPECT_EQ(entries.front().inverse, "");
    EXPECT_EQ(wait_for(list_entries_before(*db_, book_, 2, 5)).front().inverse, "[]");
}

TEST_F(Journals, AreReadInPagesThatAreShortWhereEntriesAreLong) {  // V2-4
    wait_for(take_seqs(*db_, book_, 6));
    const std::string large(100'000, 'x');
    for (std::int64_t seq = 1; seq <= 6; ++seq) append(seq, kThen, seq == 5 ? std::string(1'000'000, 'x') : large);
    EXPECT_EQ(seqs(), (std::vector<std::int64_t>{1, 2, 3}));
    const auto pages_before = [this](std::int64_t before) {
        std::vector<std::int64_t> out;
        for (const JournalEntry& each : wait_for(list_entries_before(*db_, book_, before, 100)))
            out.push_back(each.seq);
        return out;
    };
    EXPECT_EQ(pages_before(7), (std::vector<std::int64_t>{6, 5}));
    EXPECT_EQ(pages_before(6), (std::vector<std::int64_t>{5})) << "one at least";
    EXPECT_EQ(pages_before(5), (std::vector<std::int64_t>{4, 3, 2}));
    EXPECT_TRUE(pages_before(1).empty());
}

TEST_F(Journals, AreCutByAgeAndByLength) {  // V2-40
    wait_for(take_seqs(*db_, book_, 10));
    for (std::int64_t seq = 1; seq <= 10; ++seq) append(seq, kThen + Seconds(seq));
    wait_for(put_tombstone(*db_, book_, "old", "{}", kThen));
    wait_for(put_tombstone(*db_, book_, "new", "{}", kThen + Seconds(9)));
    while (!wait_for(cut_journals(*db_, kThen + Seconds(3), 50, 1))) {
    }
    EXPECT_EQ(seqs(), (std::vector<std::int64_t>{3, 4, 5, 6, 7, 8, 9, 10}));
    EXPECT_FALSE(wait_for(find_tombstone(*db_, book_, "old")));
    EXPECT_TRUE(wait_for(find_tombstone(*db_, book_, "new")));
    EXPECT_TRUE(wait_for(cut_journals(*db_, kThen, 4, 100)));
    EXPECT_EQ(seqs(), (std::vector<std::int64_t>{7, 8, 9, 10}));
    EXPECT_EQ(wait_for(find_journal_head(*db_, book_))->seq, 10);
}

}  // namespace

}  // namespace pictbook::store
