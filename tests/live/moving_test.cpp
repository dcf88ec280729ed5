// Cursors of one who moves alone, of several who move at once, and what is said meanwhile.
#include <algorithm>
#include <thread>

#include "live/live.hpp"

namespace pictbook::test {
namespace {

constexpr int kMoves = 50;

/// Cursors from 0 to `kMoves` - 1 as they are on the wire, to be sent in one piece.
std::string many_moves() {
    std::string bytes;
    for (int x = 0; x < kMoves; ++x) bytes += Socket::encode({.payload = cursor(x)});
    return bytes;
}

/// The positions that came before the note.
std::vector<int> moves_until_note(Socket& socket) {
    std::vector<int> moves;
    for (;;) {
        const std::string message = socket.expect_text(kSoon);
        if (at(message, "/type") == "CONNECTION") return moves;
        moves.push_back(std::stoi(at(message, "/payload/x")));
    }
}

class Moving : public testing::Test {
protected:
    const std::string book_ = make_book(ada());
    std::vector<Socket> movers_ = join_many(ada(), book_, 2);
    Socket watcher_ = join(bob_as_guest(), book_);

    const Person& bob_as_guest() const {
        invite(ada(), book_, bob(), "VIEWER");
        return bob();
    }
    int next_move() { return std::stoi(at(watcher_.expect_text(kSoon), "/payload/x")); }
};

TEST_F(Moving, alone_is_seen_at_once_and_then_where_it_came_to) {  // LIVE-31
    for (int round = 0; round < 5; ++round) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));  // longer than a tick
        movers_[0].send_raw(many_moves());
        EXPECT_EQ(next_move(), 0) << "the first did not leave before the newer ones came";
        int passed = 1, move = 0;
        for (; move != kMoves - 1; ++passed) move = next_move();
        EXPECT_LT(passed, kMoves / 2);
    }
}

TEST_F(Moving, alone_slower_than_the_tick_is_seen_at_every_step) {  // LIVE-31
    for (int x = 0; x < kMoves; ++x) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        movers_[0].send_text(cursor(x));
        EXPECT_EQ(next_move(), x);
    }
}

TEST_F(Moving, together_is_seen_where_each_came_to) {  // LIVE-31
    for (int round = 0; round < 5; ++round) {
        for (Socket& mover : movers_) mover.send_raw(many_moves());
        int ends = 0, passed = 0;
        for (; ends < 2; ++passed) ends += next_move() == kMoves - 1;
        EXPECT_LT(passed, kMoves / 2) << "of " << 2 * kMoves;
        // A mover is sent what the other did and nothing of its own.
        for (Socket& mover : movers_) {
            ends = passed = 0;
            for (; ends < 1; ++passed) ends += at(mover.expect_text(kSoon), "/payload/x") == "49";
            EXPECT_LT(passed, kMoves / 2) << "of " << kMoves;
        }
    }
    std::vector<Socket> all = std::move(movers_);
    all.push_back(std::move(watcher_));
    expect_quiet(all);
}

TEST_F(Moving, reaches_its_end_before_what_is_said_after_it) {  // LIVE-31, LIVE-9
    for (int round = 0; round < 20; ++round) {
        // While both move, a cursor waits for the tick; what is said takes it along.
        movers_[1].send_text(cursor(-1));
        movers_[0].send_raw(many_moves() + Socket::encode({.payload = note("arrived")}));
        for (Socket* each : {&watcher_, &movers_[1]}) {
            std::vector<int> moves = moves_until_note(*each);
            std::erase(moves, -1);
            ASSERT_FALSE(moves.empty());
            EXPECT_EQ(moves.back(), kMoves - 1);
            EXPECT_TRUE(std::is_sorted(moves.begin(), moves.end()));
        }
        EXPECT_EQ(at(movers_[0].expect_text(kSoon), "/payload/x"), "-1");
    }
}

}  // namespace
}  // namespace pictbook::test
