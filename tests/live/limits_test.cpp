// Bounds that are set: sockets of a book, connections of the process, and how long a socket may be silent.
#include <poll.h>

#include <algorithm>

#include "live/live.hpp"
#include "support/comes_true.hpp"
#include "support/program.hpp"

namespace pictbook::test {
namespace {

const Socket::Close kFull{1013, "The book is full"};

TEST(CanvasLimits, take_so_many_sockets_of_a_book_and_no_more) {  // LIVE-45
    const TestServer server({{"WS_MAX_IN_BOOK", "3"}});
    const Person owner = server.sign_up();
    const std::string book = make_book(owner), other_book = make_book(owner);
    std::vector<Socket> sockets = join_many(owner, book, 3);
    for (std::size_t i = 0; i < kMany; ++i) {
        Socket one_more = open_with_bytes(owner, book, Socket::encode({.payload = note("let me in")}));
        EXPECT_EQ(one_more.expect_close(kSoon), kFull);
        one_more.send_close(1013);
        EXPECT_TRUE(one_more.expect_end(kSoon));
    }
    expect_quiet(sockets);
    expect_together(sockets);
    std::vector<Socket> others = join_many(owner, other_book, 3);  // a bound of each book
    expect_together(others);
    const std::size_t with_all = server.descriptors();
    sockets.back().close();
    EXPECT_TRUE(comes_true([&] { return server.descriptors() < with_all; }));
    sockets.back() = join(owner, book);  // a place became free
    expect_together(sockets);
}

TEST(CanvasLimits, give_up_a_peer_that_is_silent) {  // LIVE-32
    const TestServer server({{"WS_IDLE", "2"}});
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    std::vector<Socket> answering = join_many(owner, book, 2);
    // To its server a machine that lost its power looks the same: what is sent to it is never answered.
    std::vector<Socket> silent = join_many(owner, book, 4);
    expect_together(answering);  // so that the server has its ring
    const std::size_t with_them = server.descriptors();
    std::vector<int> pings(silent.size());
    const auto all_ended = [&] {
        for (std::size_t i = 0; i < silent.size(); ++i)
            while (const auto message = silent[i].receive(std::chrono::milliseconds(0))) {
                EXPECT_NE(message->opcode, 8u);
                pings[i] += message->opcode == 9;
            }
        expect_together(answering);
        return std::all_of(silent.begin(), silent.end(), [](const Socket& each) { return each.ended(); });
    };
    EXPECT_TRUE(comes_true(all_ended));
    EXPECT_EQ(pings, std::vector<int>(silent.size(), 1));
    EXPECT_TRUE(comes_true([&] { return server.descriptors() <= with_them - silent.size(); }));
    expect_together(answering);
}

/// Whether the server sends something within the time; it is still to be received then.
bool answers(const Socket& socket, std::chrono::milliseconds within) {
    pollfd waiting{socket.descriptor(), POLLIN, 0};
    return ::poll(&waiting, 1, static_cast<int>(within.count())) > 0;
}

/// Sockets of a book until one gets no answer to its handshake, which is the last.
std::vector<Socket> fill_up(const Person& owner, const std::string& book, std::size_t most) {
    std::vector<Socket> sockets;
    while (sockets.size() <= most) {
        Socket& socket = sockets.emplace_back(begin(owner, book));
        if (!answers(socket, std::chrono::milliseconds(500))) break;
        expect_upgrade(socket);
        EXPECT_EQ(standing_of(socket), "editor");
    }
    return sockets;
}

TEST(CanvasLimits, let_connections_wait_when_there_are_too_many) {  // LIVE-47
    constexpr std::size_t kMost = 16, kWorkers = 2;
    const TemporaryFolder folder;
    Program server(folder.path(), {"serve"},
                   {{"PORT", "0"},
                    {"HOST", "127.0.0.1"},
                    {"WORKERS", std::to_string(kWorkers)},
                    {"MAX_CONNECTIONS", std::to_string(kMost)}});
    ASSERT_TRUE(server.wait_for_output(" listens on "));
    const Person owner(server.port());
    EXPECT_EQ(
        owner.post("/auth/sign-up/email", R"({"name":"Ada","email":"ada@example.com","password":")" + kPassword + "\"}")
            .status,
        200);
    const std::string book = make_book(owner);
    EXPECT_EQ(server.errors().find("too many connections"), std::string::npos);
    std::vector<Socket> sockets = fill_up(owner, book, kMost + kWorkers);
    Socket waiting = std::move(sockets.back());
    sockets.pop_back();
    EXPECT_GE(sockets.size(), kMost);
    EXPECT_LE(sockets.size(), kMost + kWorkers);
    EXPECT_TRUE(server.wait_for_output("accepting waits: too many connections"));
    EXPECT_FALSE(answers(waiting, kQuiet));
    expect_together(sockets);
    for (std::size_t i = 0; i < 4; ++i) {
        sockets.back().hang_up();
        sockets.pop_back();
    }
    expect_upgrade(waiting);
    EXPECT_EQ(standing_of(waiting), "editor");
    sockets.push_back(std::move(waiting));
    expect_together(sockets);
}

}  // namespace
}  // namespace pictbook::test
