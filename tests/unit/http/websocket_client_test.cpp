// The handshake of the tests' own client, against a server of canned answers.
#include "support/websocket_client.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <thread>

#include "base/bytes.hpp"

namespace pictbook::http {
namespace {

namespace asio = boost::asio;
using test::WebSocketClient;

/// Takes one connection, reads a request's head and answers with what `answer(head)` makes of it.
class CannedServer {
public:
    explicit CannedServer(std::function<std::string(const std::string&)> answer)
        : thread_([this, answer = std::move(answer)] {
              auto socket = acceptor_.accept();
              std::string head;
              asio::read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n");
              asio::write(socket, asio::buffer(answer(head)));
          }) {}
    ~CannedServer() { thread_.join(); }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    asio::io_context context_;
    asio::ip::tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};
    std::thread thread_;
};

std::string value_of(const std::string& head, const std::string& name) {
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "(none)";
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

TEST(WebSocketClient, asks_for_an_upgrade_and_checks_the_answer) {  // RFC 6455 4.1
    std::string asked;
    CannedServer server([&](const std::string& head) {
        asked = head;
        const std::string key = value_of(head, "Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        return "HTTP/1.1 101 Switching Protocols\r\nsec-websocket-accept: " + to_base64(sha1(key)) +
               "\r\n\r\n\x81\x02hi\x88\x02\x03\xE8";
    });
    WebSocketClient client;
    const auto handshake = client.connect(server.port(), "/canvas/1?a=b", {{"Cookie", "a=b"}, {"Origin", "http://x"}});
    EXPECT_EQ(handshake.status, 101);
    EXPECT_TRUE(asked.starts_with("GET /canvas/1?a=b HTTP/1.1\r\n"));
    EXPECT_EQ(value_of(asked, "Upgrade"), "websocket");
    EXPECT_EQ(value_of(asked, "Sec-WebSocket-Version"), "13");
    EXPECT_EQ(value_of(asked, "Cookie"), "a=b");
    EXPECT_EQ(value_of(asked, "Origin"), "http://x");
    EXPECT_EQ(client.expect_text(), "hi");
    EXPECT_EQ(client.expect_close(), (WebSocketClient::Close{1000, ""}));
    EXPECT_EQ(client.expect_close(), (WebSocketClient::Close{1006, ""}));
}

TEST(WebSocketClient, tells_a_refusal) {
    std::string asked;
    CannedServer server([&](const std::string& head) {
        asked = head;
        return "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nnope";
    });
    WebSocketClient client;
    const auto handshake = client.connect(server.port(), "/", {{"Host", "other"}, {"sec-websocket-key", ""}});
    EXPECT_EQ(handshake.status, 403);
    EXPECT_EQ(handshake.header("content-type"), "text/plain");
    EXPECT_EQ(handshake.header("absent"), std::nullopt);
    EXPECT_EQ(handshake.body, "nope");
    EXPECT_EQ(value_of(asked, "Host"), "other");
    EXPECT_EQ(value_of(asked, "Sec-WebSocket-Key"), "(none)");
}

TEST(WebSocketClient, refuses_a_wrong_accept_key) {  // RFC 6455 4.1
    CannedServer server(
        [](const std::string&) { return "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: x\r\n\r\n"; });
    WebSocketClient client;
    EXPECT_THROW(client.connect(server.port(), "/"), std::runtime_error);
}

TEST(WebSocketClient, refuses_frames_that_a_server_may_not_send) {  // RFC 6455 5.1, 5.2
    using namespace std::string_literals;
    for (const std::string& frame : {"\x81\x81mmmmx"s, "\xC1\x01x"s, "\x81\x7E\x00\x05hello"s, "\x09\x01x"s}) {
        CannedServer server([&](const std::string&) { return frame; });
        WebSocketClient client;
        client.connect_raw(server.port());
        client.send_raw("\r\n\r\n");
        EXPECT_THROW(client.expect_close(), std::runtime_error);
    }
}

TEST(WebSocketClient, has_deadlines) {
    asio::io_context context;
    asio::ip::tcp::acceptor silent(context, {asio::ip::address_v4::loopback(), 0});
    WebSocketClient client;
    const std::chrono::milliseconds soon(50);
    EXPECT_THROW(client.connect(silent.local_endpoint().port(), "/", {}, soon), std::runtime_error);
    EXPECT_FALSE(client.receive(soon));
    EXPECT_FALSE(client.ended());
    EXPECT_TRUE(client.silent_for(soon));
    EXPECT_THROW(client.expect_text(soon), std::runtime_error);
    EXPECT_THROW(client.expect_close(soon), std::runtime_error);
    EXPECT_FALSE(client.expect_end(soon));
}

}  // namespace
}  // namespace pictbook::http
