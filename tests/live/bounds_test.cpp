// What one socket may cost the server and the others.
#include <signal.h>

#include <future>
#include <map>

#include "live/live.hpp"

namespace pictbook::test {
namespace {

std::string padded_note(int number, std::size_t size) {
    std::string text = std::to_string(number) + " ";
    text.resize(size, '.');
    return note(text);
}

int number_of(const std::string& message) { return std::stoi(text_of(message)); }

// 40 MB; with a sanitizer less, or the server's patience with those who don't read would end first.
const int kMessages = kSanitized ? 300 : 800;

/// The first sends kMessages, which the others read.
void send_much(std::vector<Socket>& readers) {
    constexpr std::size_t kSize = 50'000;
    for (int number = 0; number < kMessages; ++number) {
        readers.front().send_text(padded_note(number, kSize));
        for (std::size_t i = 1; i < readers.size(); ++i) EXPECT_EQ(number_of(readers[i].expect_text(kSoon)), number);
    }
}

/// Of kMessages it got the first few without a gap, then was closed.
void expect_too_slow(Socket& socket) {
    int next = 0;
    std::optional<Socket::Message> message;
    while ((message = socket.receive(kSoon)) && message->opcode == 1) EXPECT_EQ(number_of(message->payload), next++);
    EXPECT_LT(next, kMessages);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->opcode, 8u);
    EXPECT_EQ(message->payload, "\x03\xF5too slow");
}

TEST(CanvasBounds, close_for_a_message_over_the_limit) {  // LIVE-29
    constexpr std::size_t kLimit = 65'536;
    const TestServer server({{"WS_MAX_MESSAGE", std::to_string(kLimit)}});
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    std::vector<Socket> members = join_many(owner, book);
    const std::string frame = note("");
    const std::string fits = note(std::string(kLimit - frame.size(), 'x'));
    ASSERT_EQ(fits.size(), kLimit);
    members.front().send_text(fits);
    for (std::size_t i = 1; i < kMany; ++i) EXPECT_EQ(members[i].expect_text(kSoon).size(), kLimit);

    Socket whole = join(owner, book), in_pieces = join(owner, book), promised = join(owner, book);
    whole.send_text(fits + " ");
    EXPECT_EQ(whole.expect_close(kSoon).code, 1009u);
    in_pieces.send_frame({.fin = false, .payload = fits});
    in_pieces.send_frame({.opcode = 0, .payload = " "});
    EXPECT_EQ(in_pieces.expect_close(kSoon).code, 1009u);
    promised.send_raw(std::string_view("\x81\xFF\0\0\0\x10\0\0\0\0abcd", 14));  // 64 GiB, of which nothing follows
    EXPECT_EQ(promised.expect_close(kSoon).code, 1009u);
    expect_quiet(members);
    expect_together(members);
}

TEST(CanvasBounds, close_for_a_peer_that_does_not_read) {  // LIVE-30
    const TestServer server;
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    std::vector<Socket> deaf = join_many(owner, book, 4), readers = join_many(owner, book, 6);
    const long before = server.resident_kib();
    send_much(readers);
    // The outboxes hold 4 MiB; a sanitizer keeps freed memory.
    if (!kSanitized) EXPECT_LT(server.resident_kib() - before, 24 * 1024);
    for (Socket& socket : deaf) expect_too_slow(socket);
    expect_together(readers);
}

TEST(CanvasBounds, let_as_much_wait_as_is_set) {  // LIVE-30
    const TestServer server({{"WS_OUTBOX", "67108864"}});
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    Socket late = join(owner, book);
    std::vector<Socket> readers = join_many(owner, book, 2);
    send_much(readers);
    for (int number = 0; number < kMessages; ++number) ASSERT_EQ(number_of(late.expect_text(kSoon)), number);
    readers.push_back(std::move(late));
    expect_together(readers);
}

TEST(CanvasBounds, close_those_who_lag_when_too_much_waits_for_all) {  // LIVE-46
    // Alone each of them might let everything wait.
    const TestServer server({{"WORKERS", "1"}, {"WS_OUTBOX", "67108864"}, {"WS_QUEUED", "1048576"}});
    const Person owner = server.sign_up();
    const std::string book = make_book(owner), other_book = make_book(owner);
    std::vector<Socket> deaf = join_many(owner, book, 6), readers = join_many(owner, book, 3);
    std::vector<Socket> others = join_many(owner, other_book, 3);
    const long before = server.resident_kib();
    send_much(readers);
    // 1 MiB in outboxes and for each of the deaf 256 KiB that were to be written.
    if (!kSanitized) EXPECT_LT(server.resident_kib() - before, 16 * 1024);
    for (Socket& socket : deaf) expect_too_slow(socket);
    expect_together(readers);
    expect_together(others);
}

TEST(CanvasBounds, let_only_the_newest_cursor_and_frame_wait_for_a_slow_peer) {  // LIVE-31
    const Person& owner = ada();
    const std::string book = make_book(owner);
    std::vector<Socket> slow = join_many(owner, book, 4), senders = join_many(owner, book, 2);
    constexpr int kRounds = 900, kRare = 600;
    const std::string content = R"("content":")" + std::string(3000, '.') + "\"";
    for (int round = 0; round < kRounds; ++round) {  // 16 MB, far more than an outbox and the kernel hold
        const std::string x = R"(,"x":)" + std::to_string(round);
        for (Socket& sender : senders) {
            sender.send_text(cursor(round));
            for (const char* id : {"one", "other"})
                sender.send_text(event("FRAME_UPDATE", element("TEXT", id, content + x)));
            if (round == kRare) sender.send_text(event("FRAME_UPDATE", element("CIRCLE", "rare", x.substr(1))));
        }
        // The senders read along, else they would be slow themselves.
        for (Socket& sender : senders)
            for (int i = 0; i < (round == kRare ? 4 : 3); ++i) sender.expect_text(kSoon);
    }
    senders.front().send_text(note("end"));
    for (Socket& socket : slow) {
        std::map<std::string, std::string> newest;  // of the two senders' kinds together: x by type and element
        int received = 0;
        for (;;) {
            const std::string message = socket.expect_text(kSoon);
            if (at(message, "/type") == "CONNECTION") break;
            newest[at(message, "/type") + " " + at(message, "/payload/id")] = at(message, "/payload/x");
            ++received;
        }
        EXPECT_LT(received, 2 * 3 * kRounds);
        const std::string last = std::to_string(kRounds - 1);
        const std::map<std::string, std::string> expected{{"CURSOR_SYNC ", last},
                                                          {"FRAME_UPDATE one", last},
                                                          {"FRAME_UPDATE other", last},
                                                          {"FRAME_UPDATE rare", std::to_string(kRare)}};
        EXPECT_EQ(newest, expected);
    }
}

TEST(CanvasBounds, share_a_large_update_among_all_who_do_not_read) {  // LIVE-49
    constexpr std::size_t kSize = 12'000'000, kDeaf = 30;
    const TestServer server({});
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    Socket sender = join(owner, book), reader = join(owner, book);
    const std::vector<Socket> deaf = join_many(owner, book, kDeaf);
    const long before = server.resident_kib();
    const std::string padding = R"("padding":")" + std::string(kSize, '.') + '"';
    sender.send_text(event("FRAME_UPDATE", element("CIRCLE", "large", padding)));
    EXPECT_GT(reader.expect_text(kSoon).size(), kSize);
    // A copy for each would be 350 MB, less what the kernel holds.
    if (!kSanitized) EXPECT_LT(server.resident_kib(), before + 100 * 1024);
}

TEST(CanvasBounds, close_those_with_unfinished_messages_when_all_take_too_much) {  // LIVE-50
    const TestServer server({{"WORKERS", "1"}, {"WS_MAX_MESSAGE", "1048576"}, {"WS_QUEUED", "1048576"}});
    const Person owner = server.sign_up();
    const std::string book = make_book(owner);
    std::vector<Socket> members = join_many(owner, book, 3);
    const std::string message = note(std::string(1'000'000, '.'));
    const std::string frame = Socket::encode({.payload = message});
    std::vector<Socket> slow = join_many(owner, book, 4);
    for (Socket& socket : slow) socket.send_raw(std::string_view(frame).substr(0, 900'000));
    int closed = 0;
    for (Socket& socket : slow) closed += socket.silent_for(std::chrono::milliseconds(300)) ? 0 : 1;
    EXPECT_GT(closed, 0);
    EXPECT_LT(closed, 4);
    for (Socket& socket : slow) socket.send_raw(std::string_view(frame).substr(900'000));
    // Those who stayed are heard; of the others nothing was kept.
    for (int i = closed; i < 4; ++i) EXPECT_EQ(members.front().expect_text(kSoon), message);
    for (Socket& socket : slow) {
        const auto first = socket.receive();
        if (first && first->opcode == 8) EXPECT_EQ(first->payload.substr(2), "too many unfinished messages");
    }
}

TEST(CanvasBounds, do_not_take_two_senders_for_one) {  // LIVE-31
    const Person& owner = ada();
    const std::string book = make_book(owner);
    std::vector<Socket> slow = join_many(owner, book, 4), senders = join_many(owner, book, 2);
    // One says something once, before the other floods.
    const std::string content = R"("content":")" + std::string(60'000, '.') + "\"";
    senders[0].send_text(event("SHAPE_UPDATE", element("TEXT", "heavy", content)));
    senders[1].expect_text(kSoon);
    for (int i = 0; i < 100; ++i) {
        senders[1].send_text(event("FRAME_UPDATE", element("TEXT", "one", content)));
        senders[0].expect_text(kSoon);
        if (i != 80) continue;
        senders[0].send_text(event("FRAME_UPDATE", element("CIRCLE", "one", R"("x":80)")));
        senders[0].send_text(cursor(80));
        for (int n = 0; n < 2; ++n) senders[1].expect_text(kSoon);
    }
    senders[1].send_text(note("end"));
    for (Socket& socket : slow) {
        int once = 0;
        for (;;) {
            const std::string message = socket.expect_text(kSoon);
            if (at(message, "/type") == "CONNECTION") break;
            once += at(message, "/payload/x") == "80";
        }
        EXPECT_EQ(once, 2);
    }
}

TEST(CanvasBounds, end_with_the_server) {  // LIVE-33
    TestServer server;
    const Person owner = server.sign_up();
    const std::string book = make_book(owner), other_book = make_book(owner);
    std::vector<Socket> sockets = join_many(owner, book);
    for (Socket& socket : join_many(owner, other_book)) sockets.push_back(std::move(socket));
    auto status = std::async(std::launch::async, [&] { return server.stop(SIGTERM); });
    for (Socket& socket : sockets) {
        EXPECT_EQ(socket.expect_close(kSoon), (Socket::Close{1001, "Server stops"}));
        socket.send_close(1001);
        EXPECT_TRUE(socket.expect_end(kSoon));
        socket.hang_up();
    }
    EXPECT_EQ(status.get(), 0);
}

}  // namespace
}  // namespace pictbook::test
