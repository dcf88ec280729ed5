// The way of a socket from the worker that accepted it to the worker of its book, with four workers.
#include <signal.h>

#include <future>
#include <thread>

#include "live/live.hpp"
#include "support/comes_true.hpp"
#include "support/stack.hpp"

namespace pictbook::test {
namespace {

constexpr std::chrono::milliseconds kStopDeadline(15'000);

class HandOver : public testing::Test {
protected:
    /// Books and as many sockets of each, opened in turn.
    std::vector<std::vector<Socket>> join_books(std::size_t books, std::size_t of_each) {
        std::vector<std::vector<Socket>> rooms(books);
        std::vector<std::string> ids;
        ids.reserve(books);
        for (std::size_t i = 0; i < books; ++i) ids.push_back(make_book(owner_));
        for (std::size_t n = 0; n < of_each; ++n)
            for (std::size_t i = 0; i < books; ++i) rooms[i].push_back(join(owner_, ids[i]));
        return rooms;
    }
    /// SIGTERM, later looked at: the exit status, or nothing when it took too long.
    std::future<int> terminate() {
        return std::async(std::launch::async, [this] { return server_.stop(SIGTERM); });
    }
    static void expect_clean_end(std::future<int>& status) {
        ASSERT_EQ(status.wait_for(kStopDeadline), std::future_status::ready);
        EXPECT_EQ(status.get(), 0);
    }

    TestServer server_{{"WORKERS", "4"}};
    const Person owner_ = server_.sign_up();
};

TEST_F(HandOver, brings_the_sockets_of_a_book_together) {  // LIVE-9, LIVE-11
    auto rooms = join_books(6, 12);
    for (std::size_t room = 0; room < rooms.size(); ++room)
        for (std::size_t i = 0; i < rooms[room].size(); ++i)
            for (int number = 0; number < 3; ++number)
                rooms[room][i].send_text(note(std::to_string(room * 100 + i) + " " + std::to_string(number)));
    for (std::size_t room = 0; room < rooms.size(); ++room)
        for (std::size_t i = 0; i < rooms[room].size(); ++i)
            expect_in_order(rooms[room][i], 3 * (rooms[room].size() - 1), std::to_string(room * 100 + i));
    for (std::vector<Socket>& room : rooms) expect_quiet(room);
}

TEST_F(HandOver, loses_nothing_that_came_with_the_handshake) {  // LIVE-3
    const std::string book = make_book(owner_);
    Socket listener = join(owner_, book);
    for (const std::size_t size : {std::size_t{10}, std::size_t{8'000}, std::size_t{60'000}, std::size_t{200'000}}) {
        for (int round = 0; round < 10; ++round) {
            std::string early;
            for (char number = '0'; number < '5'; ++number)
                early += Socket::encode({.payload = note(number + std::string(size, '.'))});
            const std::size_t cut = early.size() - 3;  // in the middle of the last message
            Socket socket = begin(owner_, book, early.substr(0, cut));
            expect_upgrade(socket);
            socket.send_raw(early.substr(cut));
            for (char number = '0'; number < '5'; ++number)
                ASSERT_EQ(expect_note(listener), number + std::string(size, '.'));
        }
    }
}

TEST_F(HandOver, leaves_no_descriptor_behind_when_the_peer_resets) {
    const std::string book = make_book(owner_);
    std::vector<Socket> members = join_many(owner_, book, 2);
    const auto come_and_vanish = [&] {
        for (int i = 0; i < 200; ++i) {
            Socket socket = begin(owner_, book, i % 2 == 0 ? "" : Socket::encode({.payload = kNonsense}));
            if (i % 4 >= 2) std::this_thread::sleep_for(std::chrono::microseconds(i * 10));  // before, in and after it
            socket.reset();
        }
        expect_together(members);
    };
    come_and_vanish();  // what is opened once is open then
    const auto is_steady = [&, last = std::size_t{0}]() mutable {
        std::this_thread::sleep_for(kQuiet);
        return server_.descriptors() == std::exchange(last, server_.descriptors());
    };
    ASSERT_TRUE(comes_true(is_steady));
    const std::size_t before = server_.descriptors();
    come_and_vanish();
    // A pool of connections to another server may have grown meanwhile; a leak would be a good part of the 200.
    const std::size_t most = before + (is_on_stack() ? 16 : 0);
    EXPECT_TRUE(comes_true([&] { return server_.descriptors() <= most; }))
        << before << " before, " << server_.descriptors() << " now";
}

TEST_F(HandOver, lets_hundreds_go_with_a_close_when_the_server_stops) {  // LIVE-33, RUN-6
    auto rooms = join_books(10, 40);
    auto status = terminate();
    for (std::size_t room = 0; room < rooms.size(); ++room)
        for (Socket& socket : rooms[room]) {
            EXPECT_EQ(socket.expect_close(kSoon), (Socket::Close{1001, "Server stops"}));
            if (room == 0) continue;  // these don't answer
            socket.send_close(1001);
            EXPECT_TRUE(socket.expect_end(kSoon));
            socket.hang_up();
        }
    expect_clean_end(status);
}

/// What became of a socket that was opened while the server stopped.
struct Outcome {
    int closed = 0, refused = 0, cut = 0;
};

/// Opens one socket after another until nobody listens any more.
Outcome open_until_nobody_listens(const Person& person, const std::string& book) {
    Outcome outcome;
    for (;;) {
        Socket socket;
        try {
            if (socket.connect(person.port(), canvas_path(book), proof_of(person), kSoon).status != 101) continue;
        } catch (const std::runtime_error&) {  // refused, or hung up on before the answer
            if (++outcome.refused > 20) return outcome;
            continue;
        }
        socket.send_text(note("hello"));
        const Socket::Close close = socket.expect_close(std::chrono::milliseconds(20'000));
        EXPECT_TRUE(close == (Socket::Close{1001, "Server stops"}) || close.code == 1006) << close.code;
        ++(close.code == 1001 ? outcome.closed : outcome.cut);
    }
}

TEST_F(HandOver, lets_those_go_with_a_close_who_come_while_the_server_stops) {  // LIVE-33
    std::vector<std::future<Outcome>> coming;
    const std::string book = make_book(owner_);
    coming.reserve(kMany);
    for (std::size_t i = 0; i < kMany; ++i)
        coming.push_back(std::async(std::launch::async, [&] { return open_until_nobody_listens(owner_, book); }));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    auto status = terminate();
    for (auto& each : coming) EXPECT_EQ(each.get().cut, 0);
    expect_clean_end(status);
}

TEST_F(HandOver, waits_for_a_handshake_that_was_begun_before_the_server_stops) {  // LIVE-33, RUN-6
    std::vector<Socket> half;
    for (std::size_t i = 0; i < kMany; ++i) {
        const std::string book = make_book(owner_);
        half.emplace_back().connect_raw(owner_.port(), kSoon);
        half.back().send_raw("GET " + canvas_path(book) + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n");
    }
    std::this_thread::sleep_for(kQuiet);
    auto status = terminate();
    std::this_thread::sleep_for(kQuiet);
    for (Socket& socket : half) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));  // workers that have nothing left would end now
        socket.send_raw("Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nCookie: " + owner_.cookie_header() +
                        "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        expect_upgrade(socket);
    }
    for (Socket& socket : half) EXPECT_EQ(socket.expect_close(kSoon), (Socket::Close{1001, "Server stops"}));
    half.clear();
    expect_clean_end(status);
}

}  // namespace
}  // namespace pictbook::test
