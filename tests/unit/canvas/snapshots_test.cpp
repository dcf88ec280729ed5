// A book is read once for all who join at the same time, and what is being sent has a bound.
#include "canvas/snapshots.hpp"

#include <set>

#include "unit/canvas/hub_v2_suite.hpp"

namespace pictbook::canvas {
namespace {

constexpr std::size_t kElement = 100'000;

class SnapshotsTest : public OwnDatabase, public testing::Test {
protected:
    SnapshotsTest() { commit_elsewhere("one", kElement); }

    store::JournalHead head_of(const std::string& book) {
        return wait_for(store::find_journal_head(*db_, book)).value();
    }
    store::JournalHead head() { return head_of("book"); }
    /// An empty one.
    void add_book(const std::string& id) {
        transact([id](db::Sql& sql) -> awaitable<Result<model::Project>> {
            co_return co_await store::create_project(sql, id, "ada", model::ProjectName(std::string("Another")),
                                                     "MEMBERS", now());
        });
    }
    const Snapshots::Wanted always_ = [] { return true; };
    Snapshots::Pointer get(Snapshots& snapshots) { return wait_for(snapshots.get(*db_, "book", head(), always_)); }
};

TEST_F(SnapshotsTest, AreOneForAllWhoJoinBeforeTheNextChange) {  // V2-5, V2-42
    Snapshots snapshots(1 << 20);
    const Snapshots::Pointer first = get(snapshots);
    EXPECT_EQ(first->seq, 1);
    EXPECT_NE(first->frames.front()->find(R"("id":"one")"), std::string::npos);
    EXPECT_EQ(get(snapshots), first);
    commit_elsewhere("two");
    const Snapshots::Pointer second = get(snapshots);
    EXPECT_EQ(second->seq, 2);
    EXPECT_NE(second->frames.front()->find(R"("id":"two")"), std::string::npos);
    EXPECT_EQ(first->seq, 1);
}

TEST_F(SnapshotsTest, AreReadOnceForManyWhoAskAtOnce) {  // V2-42
    Snapshots snapshots(kElement + kElement / 2);        // there is no room for another
    asio::io_context loop;
    std::vector<Snapshots::Pointer> got;
    const auto done = [&got](std::exception_ptr failure, Snapshots::Pointer snapshot) {
        EXPECT_FALSE(failure);
        got.push_back(std::move(snapshot));
    };
    for (int i = 0; i < 100; ++i) asio::co_spawn(loop, snapshots.get(*db_, "book", head(), always_), done);
    loop.run();
    ASSERT_EQ(got.size(), 100u);
    EXPECT_EQ(std::set(got.begin(), got.end()).size(), 1u);
}

TEST_F(SnapshotsTest, ThatAreBeingSentHaveABoundTogether) {  // V2-42
    Snapshots snapshots(3 * kElement);
    Snapshots::Pointer first = get(snapshots);
    commit_elsewhere("two", kElement);
    EXPECT_THROW(wait_for(snapshots.get(*db_, "book", head(), always_)), Unavailable);
    EXPECT_TRUE(snapshots.lack_room());
    first.reset();
    const Snapshots::Pointer second = get(snapshots);
    EXPECT_EQ(second->seq, 2);
    EXPECT_EQ(get(snapshots), second);
}

TEST_F(SnapshotsTest, OfABookLargerThanTheBoundAreSentOneAtATime) {
    Snapshots snapshots(1);
    EXPECT_EQ(get(snapshots)->seq, 1);
    commit_elsewhere("two");
    EXPECT_EQ(get(snapshots)->seq, 2);
}

TEST_F(SnapshotsTest, ThatNobodyAskedForAreForgotten) {
    Snapshots snapshots(1 << 20);
    get(snapshots);
    snapshots.forget(Monotonic::now() - Seconds(10));
    EXPECT_GT(snapshots.bytes(), kElement);
    snapshots.forget(Monotonic::now());
    EXPECT_EQ(snapshots.bytes(), 0u);
}

TEST_F(SnapshotsTest, OfSmallBooksAreSentAllTheSame) {
    Snapshots snapshots(1);
    const Snapshots::Pointer first = get(snapshots);
    add_book("small");
    EXPECT_NE(wait_for(snapshots.get(*db_, "small", head_of("small"), always_)), nullptr);
    EXPECT_FALSE(snapshots.lack_room());
}

TEST_F(SnapshotsTest, ThatNobodyWantsAnyMoreAreNotRead) {
    Snapshots snapshots(1 << 20);
    EXPECT_EQ(wait_for(snapshots.get(*db_, "book", head(), [] { return false; })), nullptr);
    EXPECT_EQ(snapshots.bytes(), 0u);
}

TEST_F(SnapshotsTest, OfNoBookAreNothing) {
    Snapshots snapshots(1 << 20);
    EXPECT_EQ(wait_for(snapshots.get(*db_, "other", {}, always_)), nullptr);
}

}  // namespace
}  // namespace pictbook::canvas
