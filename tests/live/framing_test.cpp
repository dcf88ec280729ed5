// RFC 6455 at the running server: what a client may send, and what ends its connection without touching the others'.
#include "live/live.hpp"

namespace pictbook::test {
namespace {

class Framing : public testing::Test {
protected:
    /// The server closes with `code`, ends the connection once that is answered, and the others stay.
    void expect_closed(const std::string& bytes, unsigned code) {
        Socket socket = join(owner_, book_);
        socket.send_raw(bytes);
        EXPECT_EQ(socket.expect_close(kSoon).code, code);
        socket.send_close(code);
        EXPECT_TRUE(socket.expect_end(kSoon));
        expect_together(sockets_);
    }
    void expect_closed(const Socket::Frame& frame, unsigned code) { expect_closed(Socket::encode(frame), code); }

    void expect_heard(const std::string& text) {
        for (std::size_t i = 1; i < sockets_.size(); ++i) EXPECT_EQ(expect_note(sockets_[i]), text);
    }

    const Person& owner_ = ada();
    const std::string book_ = make_book(owner_);
    std::vector<Socket> sockets_ = join_many(owner_, book_, 4);
};

TEST_F(Framing, answers_a_ping_with_its_payload_and_ignores_a_pong) {  // LIVE-34
    Socket& socket = sockets_.front();
    for (const std::string& payload : {std::string(), std::string("\0\xFF ping", 7), std::string(125, 'p')}) {
        socket.send_frame({.opcode = 10, .payload = "nobody asked"});
        socket.send_ping(payload);
        const auto pong = socket.receive(kSoon);
        ASSERT_TRUE(pong);
        EXPECT_EQ(pong->opcode, 10u);
        EXPECT_EQ(pong->payload, payload);
    }
    expect_quiet(sockets_);
    expect_together(sockets_);
}

TEST_F(Framing, refuses_what_no_client_may_send) {  // LIVE-35
    expect_closed({.masked = false, .payload = note("bare")}, 1002);
    expect_closed({.opcode = 9, .masked = false}, 1002);
    for (const unsigned bit : {1u, 2u, 4u}) expect_closed({.rsv = bit, .payload = note("reserved")}, 1002);
    for (const unsigned opcode : {3u, 7u, 11u, 15u}) expect_closed({.opcode = opcode}, 1002);
}

TEST_F(Framing, refuses_control_frames_that_are_fragmented_or_long) {  // LIVE-36
    for (const unsigned opcode : {8u, 9u, 10u}) {
        expect_closed({.fin = false, .opcode = opcode}, 1002);
        expect_closed({.opcode = opcode, .payload = std::string(126, 'x')}, 1002);
    }
}

TEST_F(Framing, puts_fragments_together_and_answers_pings_between_them) {  // LIVE-37
    const std::string whole = note("in pieces");
    Socket& socket = sockets_.front();
    socket.send_frame({.fin = false, .payload = ""});
    for (const char piece : whole) {
        socket.send_frame({.fin = false, .opcode = 0, .payload = std::string(1, piece)});
        socket.send_ping("now");
        const auto pong = socket.receive(kSoon);
        ASSERT_TRUE(pong);
        EXPECT_EQ(pong->opcode, 10u);
    }
    std::vector<Socket> others;
    for (std::size_t i = 1; i < sockets_.size(); ++i) others.push_back(std::move(sockets_[i]));
    expect_quiet(others);
    socket.send_frame({.opcode = 0, .payload = ""});
    for (Socket& other : others) EXPECT_EQ(expect_note(other), "in pieces");
}

TEST_F(Framing, closes_at_once_inside_a_fragmented_message) {  // LIVE-37, LIVE-40
    expect_closed(Socket::encode({.fin = false, .payload = "{"}) + Socket::encode({.opcode = 8, .payload = "\x03\xE8"}),
                  1000);
}

TEST_F(Framing, refuses_fragments_out_of_order) {  // LIVE-38
    expect_closed({.opcode = 0, .payload = note("the end alone")}, 1002);
    expect_closed({.fin = false, .opcode = 0}, 1002);
    const std::string begun = Socket::encode({.fin = false, .payload = "{"});
    for (const unsigned opcode : {1u, 2u})
        expect_closed(begun + Socket::encode({.opcode = opcode, .payload = "}"}), 1002);
}

TEST_F(Framing, refuses_text_that_is_not_utf8) {  // LIVE-39
    for (const char* wrong : {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF0\x9F\x8C", "\xFF"})
        expect_closed({.payload = note(wrong)}, 1007);
    const std::string begun = Socket::encode({.fin = false, .payload = "\xF0\x9F"});
    expect_closed(begun + Socket::encode({.opcode = 0, .payload = "{}"}), 1007);
    expect_closed(begun + Socket::encode({.opcode = 0, .payload = ""}), 1007);
    expect_closed({.opcode = 8, .payload = "\x03\xE8\xFF"}, 1007);
}

TEST_F(Framing, takes_a_character_that_is_cut_between_fragments) {  // LIVE-37, LIVE-39
    const std::string whole = note("🌊");
    const std::size_t middle = whole.find("🌊") + 2;
    sockets_.front().send_frame({.fin = false, .payload = whole.substr(0, middle)});
    sockets_.front().send_frame({.opcode = 0, .payload = whole.substr(middle)});
    expect_heard("🌊");
}

TEST_F(Framing, answers_a_close_with_its_code_and_ends) {  // LIVE-40
    for (const unsigned code : {1000u, 1001u, 1002u, 1003u, 1007u, 1014u, 3000u, 4999u}) {
        Socket socket = join(owner_, book_);
        socket.send_close(code, "bye");
        EXPECT_EQ(socket.expect_close(kSoon).code, code);
        EXPECT_TRUE(socket.expect_end(kSoon));
    }
    Socket socket = join(owner_, book_);
    socket.send_frame({.opcode = 8});
    EXPECT_EQ(socket.expect_close(kSoon).code, 1005u);  // none, as it came
    EXPECT_TRUE(socket.expect_end(kSoon));
    expect_together(sockets_);
}

TEST_F(Framing, refuses_a_close_that_may_not_be_sent) {  // LIVE-40
    expect_closed({.opcode = 8, .payload = "\x03"}, 1002);
    for (const unsigned code : {0u, 999u, 1004u, 1005u, 1006u, 1015u, 2000u, 2999u, 5000u, 65535u}) {
        const std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
        expect_closed({.opcode = 8, .payload = payload}, 1002);
    }
}

TEST_F(Framing, takes_every_form_of_a_length) {  // LIVE-41
    for (const std::size_t size : {0u, 30u, 200u, 70'000u}) {
        sockets_.front().send_text(note(std::string(size, 'x')));
        expect_heard(std::string(size, 'x'));
    }
    expect_closed(std::string("\x81\xFF\x80\0\0\0\0\0\0\x01mask", 14), 1002);
}

TEST_F(Framing, reads_messages_that_come_byte_by_byte) {  // LIVE-9, LIVE-37
    const std::string bytes = Socket::encode({.fin = false, .payload = note("slowly").substr(0, 20)}) +
                              Socket::encode({.opcode = 9, .payload = "?"}) +
                              Socket::encode({.opcode = 0, .payload = note("slowly").substr(20)}) +
                              Socket::encode({.payload = note("and again")});
    for (const char byte : bytes) sockets_.front().send_raw(std::string_view(&byte, 1));
    expect_heard("slowly");
    expect_heard("and again");
}

TEST_F(Framing, gives_up_a_peer_that_hangs_up_without_the_others_noticing) {  // LIVE-9
    for (int i = 0; i < 8; ++i) {
        Socket cut = join(owner_, book_), reset = join(owner_, book_), silent = join(owner_, book_);
        const std::string half = Socket::encode({.payload = note("half")}).substr(0, 9);
        cut.send_raw(half);
        cut.hang_up();
        reset.send_raw(half);
        reset.reset();
        silent.shut_sending();
        EXPECT_TRUE(silent.expect_end(kSoon));
        expect_together(sockets_);
    }
}

}  // namespace
}  // namespace pictbook::test
