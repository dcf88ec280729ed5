// The door of the canvas: who gets in, and what the handshake says.
#include "live/live.hpp"

namespace pictbook::test {
namespace {

/// The first frame from the server; nothing may stand before the close.
void expect_refused_at_once(Socket& socket) {
    const auto first = socket.receive(kSoon);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->opcode, 8u);
    EXPECT_EQ(first->payload, "\x0B\xB8Unauthorized");  // 3000
    socket.send_close(3000);
    EXPECT_TRUE(socket.expect_end(kSoon));
}

TEST(CanvasDoor, closes_without_a_session_and_drops_what_was_sent_early) {  // LIVE-1
    const Person& owner = ada();
    const std::string book = make_book(owner);
    std::vector<Socket> members = join_many(owner, book);
    const Person nobody = shared_server().nobody();
    Person forger = nobody;
    forger.cookies = owner.cookies;
    forger.cookies.begin()->second = "abcdefghijklmnopqrstuvwxyzABCDEF.c2lnbmF0dXJl";
    const Person leaver = shared_server().sign_up();
    const Person left = leaver;
    invite(owner, book, leaver, "EDITOR");
    EXPECT_EQ(leaver.post("/auth/sign-out").status, 200);
    for (const Person& person : {nobody, forger, left}) {
        for (std::size_t i = 0; i < kMany; ++i) {
            Socket socket = open_with_bytes(person, book, Socket::encode({.payload = note("early")}));
            expect_refused_at_once(socket);
        }
    }
    expect_quiet(members);
}

TEST(CanvasDoor, closes_for_a_book_that_one_may_not_read_or_that_is_none) {  // LIVE-2
    const Person& owner = ada();
    const Person& outsider = bob();
    const std::string book = make_book(owner);
    for (const std::string& id : {book, std::string("cm3x1k2v90000qwerty123456"), std::string("x"), std::string("%ZZ"),
                                  std::string("%00"), "a" + book, std::string(300, 'c')}) {
        Socket socket = open_with_bytes(outsider, id, Socket::encode({.payload = note("early")}));
        expect_refused_at_once(socket);
    }
}

TEST(CanvasDoor, shows_nothing_before_the_check_is_done) {  // LIVE-1, LIVE-2
    const Person& owner = ada();
    const Person& outsider = bob();
    const std::string book = make_book(owner);
    std::vector<Socket> members = join_many(owner, book, 2);
    for (int i = 0; i < 100; ++i) {
        Socket socket = begin(outsider, book);
        for (int number = 0; number < 10; ++number) members[0].send_text(note("secret"));
        expect_upgrade(socket);
        expect_refused_at_once(socket);
        for (int number = 0; number < 10; ++number) EXPECT_EQ(expect_note(members[1]), "secret");
    }
}

TEST(CanvasDoor, handles_what_was_sent_before_the_check_was_done) {  // LIVE-3
    const Person& owner = ada();
    const std::string book = make_book(owner);
    std::vector<Socket> members = join_many(owner, book);
    for (std::size_t i = 0; i < kMany; ++i) {
        std::string early;
        for (const char* text : {"1", "2", "3"}) early += Socket::encode({.payload = note(text)});
        const Socket socket = open_with_bytes(owner, book, early);
        for (Socket& member : members)
            for (const char* text : {"1", "2", "3"}) EXPECT_EQ(expect_note(member), text);
    }
}

TEST(CanvasDoor, lets_readers_who_are_no_members_listen_only) {  // LIVE-4
    const Person& owner = ada();
    const Person& outsider = bob();
    const Person nobody = shared_server().nobody();
    const std::string book = make_book(owner);
    EXPECT_EQ(owner.patch("/projects/" + book, R"({"visibility":"LINK"})").status, 200);
    std::vector<Socket> sockets = join_many(owner, book, 2);
    Socket refused = open_socket(nobody, book);
    EXPECT_EQ(refused.expect_close(kSoon), kUnauthorized);
    for (std::size_t i = 0; i < kMany / 2; ++i) sockets.push_back(join(outsider, book));
    EXPECT_EQ(owner.patch("/projects/" + book, R"({"visibility":"PUBLIC"})").status, 200);
    for (std::size_t i = 0; i < kMany / 2; ++i) sockets.push_back(join(nobody, book));
    expect_together(sockets);
    for (std::size_t i = 2; i < sockets.size(); ++i) {
        sockets[i].send_text(note("from a reader"));
        EXPECT_EQ(sockets[i].expect_text(kSoon), kErrorEvent);
    }
    expect_quiet(sockets);
}

TEST(CanvasDoor, refuses_a_foreign_origin) {  // LIVE-5
    const Person& owner = ada();
    const std::string book = make_book(owner);
    struct Row {
        std::string origin;
        int status;
    };
    const std::vector<Row> rows{{"http://evil.example", 403},
                                {"null", 403},
                                {"http://localhost:3000.evil.example", 403},
                                {"https://localhost:3000", 403},
                                {"http://localhost:3000", 101},
                                {"", 101}};
    for (const Row& row : rows) {
        Headers headers = proof_of(owner);
        if (!row.origin.empty()) headers.emplace_back("Origin", row.origin);
        Socket socket;
        const auto handshake = socket.connect(owner.port(), canvas_path(book), headers, kSoon);
        EXPECT_EQ(handshake.status, row.status) << row.origin;
        if (row.status == 403) EXPECT_EQ(at(handshake.body, "/code"), "INVALID_ORIGIN") << row.origin;
    }
}

TEST(CanvasDoor, sends_no_greeting_and_agrees_on_no_extension) {  // LIVE-6, HTTP-8
    const Person& owner = ada();
    const std::string book = make_book(owner);
    Headers headers = proof_of(owner);
    headers.emplace_back("Origin", "http://localhost:3000");
    headers.emplace_back("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits");
    std::vector<Socket> sockets(kMany);
    for (Socket& socket : sockets) {
        const auto handshake = socket.connect(owner.port(), canvas_path(book) + "?token=1&x=%ZZ", headers, kSoon);
        EXPECT_EQ(handshake.status, 101);
        EXPECT_FALSE(handshake.header("Sec-WebSocket-Extensions"));
        EXPECT_FALSE(handshake.header("Sec-WebSocket-Protocol"));
        EXPECT_EQ(handshake.header("Access-Control-Allow-Origin"), "http://localhost:3000");
        EXPECT_EQ(handshake.header("Access-Control-Allow-Credentials"), "true");
        EXPECT_EQ(handshake.header("Vary"), "Origin");
    }
    expect_quiet(sockets);
    for (Socket& socket : sockets) EXPECT_EQ(standing_of(socket), "editor");
    Socket program;
    const auto handshake = program.connect(owner.port(), canvas_path(book), proof_of(owner), kSoon);
    EXPECT_FALSE(handshake.header("Access-Control-Allow-Origin"));
}

TEST(CanvasDoor, is_no_page) {  // LIVE-7
    const Person& owner = ada();
    const std::string path = canvas_path(make_book(owner));
    for (const Reply& reply : {owner.get(path), owner.post(path, "{}"), shared_server().nobody().get(path)}) {
        EXPECT_EQ(reply.status, 404);
        EXPECT_EQ(reply.body, "NOT_FOUND");
        EXPECT_TRUE(reply.header("Content-Type").starts_with("text/plain"));
    }
}

TEST(CanvasDoor, refuses_a_handshake_that_is_none) {  // LIVE-8, RFC 6455 4.2.1
    const Person& owner = ada();
    const std::string book = make_book(owner);
    struct Row {
        std::string name, value;
        int status;
    };
    const std::vector<Row> rows{{"Sec-WebSocket-Key", "", 400},
                                {"Sec-WebSocket-Key", "short", 400},
                                {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ", 400},
                                {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZSBpcyBsb25nZXI=", 400},
                                {"Sec-WebSocket-Key", "?Ghl?HNhbXBs?SBub25jZQ==", 400},
                                {"Sec-WebSocket-Version", "8", 426},
                                {"Sec-WebSocket-Version", "14", 426},
                                {"Connection", "keep-alive", 400}};
    for (const Row& row : rows) {
        Headers headers = proof_of(owner);
        headers.emplace_back(row.name, row.value);
        Socket socket;
        const auto handshake = socket.connect(owner.port(), canvas_path(book), headers, kSoon);
        EXPECT_EQ(handshake.status, row.status) << row.name << ": " << row.value;
        if (row.status != 426) continue;
        EXPECT_EQ(handshake.header("Sec-WebSocket-Version"), "13");
        EXPECT_EQ(handshake.header("Upgrade"), "websocket");
    }
}

TEST(CanvasDoor, is_not_there_for_http_1_0) {  // RFC 6455 4.2.1, RFC 9110 7.8
    const Person& owner = ada();
    Socket socket;
    socket.connect_raw(owner.port(), kSoon);
    socket.send_raw("GET " + canvas_path(make_book(owner)) +
                    " HTTP/1.0\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    EXPECT_EQ(socket.receive_raw(12, kSoon), "HTTP/1.1 404");
}

}  // namespace
}  // namespace pictbook::test
