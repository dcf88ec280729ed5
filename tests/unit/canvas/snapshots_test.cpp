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

    store::JournalHead head() { return wait_for(store::find_journal_head(*db_, "book")).value(); }
    Snapshots::Pointer get(Snapshots& snapshots) { return wait_for(snapshots.get(*db_, "book", head())); }
};

TEST_F(SnapshotsTest, AreOneForAllWhoJoinBeforeTheNextChange) {  // V2-5, V2-42
    Snapshots snapshots(1 << 20);
    const Snapshots::Pointer first = get(snapshots);
    EXPECT_EQ(first->seq, 1);
    EXPECT_NE(first->texts.front().find(R"("id":"one")"), std::string::npos);
    EXPECT_EQ(get(snapshots), first);
    commit_elsewhere("two");
    const Snapshots::Pointer second = get(snapshots);
    EXPECT_EQ(second->seq, 2);
    EXPECT_NE(second->texts.front().find(R"("id":"two")"), std::string::npos);
    EXPECT_EQ(first->seq, 1);
}

TEST_F(SnapshotsTest, AreReadAFewTimesForManyWhoAskAtOnce) {
    Snapshots snapshots(64 << 20);
    asio::io_context loop;
    std::vector<Snapshots::Pointer> got;
    const auto done = [&got](std::exception_ptr failure, Snapshots::Pointer snapshot) {
        EXPECT_FALSE(failure);
        got.push_back(std::move(snapshot));
    };
    for (int i = 0; i < 100; ++i) asio::co_spawn(loop, snapshots.get(*db_, "book", head()), done);
    loop.run();
    ASSERT_EQ(got.size(), 100u);
    EXPECT_LE(std::set(got.begin(), got.end()).size(), Snapshots::kMostRead);
    got.clear();
    EXPECT_LT(snapshots.bytes(), 2 * kElement) << "the others are gone";
}

TEST_F(SnapshotsTest, ThatAreBeingSentHaveABoundTogether) {  // V2-42
    Snapshots snapshots(3 * kElement);
    Snapshots::Pointer first = get(snapshots);
    commit_elsewhere("two", kElement);
    EXPECT_THROW(wait_for(snapshots.get(*db_, "book", head())), Unavailable);
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

TEST_F(SnapshotsTest, OfNoBookAreNothing) {
    Snapshots snapshots(1 << 20);
    EXPECT_EQ(wait_for(snapshots.get(*db_, "other", {})), nullptr);
}

}  // namespace
}  // namespace pictbook::canvas
