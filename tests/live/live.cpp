#include "live/live.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "support/binary.hpp"
#include "support/stack.hpp"

namespace pictbook::test {

namespace json = boost::json;

const bool kSanitized = is_sanitized();
const std::chrono::milliseconds kOneSecond = std::chrono::seconds(kSanitized ? 5 : 1);

const Person& ada() {
    static const Person person = shared_server().sign_up("ada");
    return person;
}

const Person& bob() {
    static const Person person = shared_server().sign_up("bob");
    return person;
}

std::string canvas_path(const std::string& book) { return "/canvas/" + book; }

Headers proof_of(const Person& person) {
    Headers headers;
    if (!person.cookies.empty()) headers.emplace_back("Cookie", person.cookie_header());
    if (!person.key.empty()) headers.emplace_back("Authorization", "Bearer " + person.key);
    return headers;
}

namespace {

TestServer::Settings settings_of_another_node() {
    TestServer::Settings settings;
    for (const auto& [name, value] : stack_settings()) settings[name] = shared_server().setting(name);
    return settings;
}

/// The port of the person's server; on the stack those of three nodes in turn that share everything.
std::uint16_t next_port(const Person& person) {
    if (!is_on_stack() || person.port() != shared_server().port()) return person.port();
    static const TestServer second(settings_of_another_node()), third(settings_of_another_node());
    static std::size_t turn = 0;
    const std::uint16_t ports[] = {shared_server().port(), second.port(), third.port()};
    return ports[turn++ % std::size(ports)];
}

}  // namespace

Socket open_socket(const Person& person, const std::string& book, Headers more) {
    Socket socket;
    for (auto& header : proof_of(person)) more.push_back(std::move(header));
    EXPECT_EQ(socket.connect(next_port(person), canvas_path(book), more, kSoon).status, 101);
    return socket;
}

Socket begin(const Person& person, const std::string& book, const std::string& bytes) {
    Socket socket;
    socket.connect_raw(next_port(person), kSoon);
    std::string request = "GET " + canvas_path(book) + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n" +
                          "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";  // RFC 6455 section 1.3
    for (const auto& [name, value] : proof_of(person)) request += name + ": " + value + "\r\n";
    socket.send_raw(request + "\r\n" + bytes);
    return socket;
}

void expect_upgrade(Socket& socket) {
    std::string head;
    while (!head.ends_with("\r\n\r\n")) {
        const std::string byte = socket.receive_raw(1, kSoon);
        if (byte.empty()) break;
        head += byte;
    }
    EXPECT_TRUE(head.starts_with("HTTP/1.1 101 ")) << head;
}

Socket open_with_bytes(const Person& person, const std::string& book, const std::string& bytes) {
    Socket socket = begin(person, book, bytes);
    expect_upgrade(socket);
    return socket;
}

Socket join(const Person& person, const std::string& book) {
    Socket socket = open_socket(person, book);
    const std::string standing = standing_of(socket);
    EXPECT_TRUE(standing == "editor" || standing == "viewer") << standing;
    return socket;
}

std::vector<Socket> join_many(const Person& person, const std::string& book, std::size_t count) {
    std::vector<Socket> sockets;
    for (std::size_t i = 0; i < count; ++i) sockets.push_back(join(person, book));
    return sockets;
}

std::int64_t now_in_milliseconds() {
    const auto time = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

std::string event(const std::string& type, const std::string& payload, std::int64_t timestamp) {
    return R"({"type":")" + type + R"(","timestamp":)" + std::to_string(timestamp) + R"(,"payload":)" + payload + "}";
}

std::string cursor(int x, std::int64_t timestamp) {
    return event("CURSOR_SYNC", R"({"x":)" + std::to_string(x) + R"(,"y":0,"cursor":"default"})", timestamp);
}

std::string element(const std::string& kind, const std::string& id, const std::string& more) {
    std::string own = R"("id":")" + id + "\"";
    if (kind == "IMAGE") own += R"(,"assetId":"cm3x1k2v90000qwerty123456")";
    return element_json(kind, own + (more.empty() ? "" : "," + more));
}

std::string note(const std::string& text) {
    return event("CONNECTION", R"({"status":"CONNECTED","message":")" + text + "\"}");
}

std::string text_of(const std::string& message) {
    EXPECT_EQ(at(message, "/type"), "CONNECTION") << message.substr(0, 300);
    return at(message, "/payload/message");
}

std::string expect_note(Socket& socket) { return text_of(socket.expect_text(kSoon)); }

std::string at(const std::string& text, std::string_view pointer) {
    boost::system::error_code error;
    const json::value value = json::parse(text, error);
    EXPECT_FALSE(error) << text.substr(0, 300);
    const json::value* found = error ? nullptr : value.find_pointer(pointer, error);
    if (!found) return "";
    return found->is_string() ? std::string(found->get_string()) : json::serialize(*found);
}

std::string standing_of(Socket& socket) {
    socket.send_text(kNonsense);
    for (;;) {
        const auto message = socket.receive(kSoon);
        if (!message) return "ended or silent";
        if (message->opcode == 8) {
            const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(message->payload.at(i)); };
            return std::to_string(unsigned{byte(0)} << 8 | byte(1));
        }
        if (message->payload == kErrorEvent) return "viewer";
        if (message->payload.starts_with(R"({"type":"validation")")) return "editor";
    }
}

void expect_in_order(Socket& socket, std::size_t count, const std::string& own) {
    std::map<std::string, int> next;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string text = expect_note(socket);
        const std::size_t space = text.find(' ');
        const std::string sender = text.substr(0, space);
        EXPECT_NE(sender, own);
        EXPECT_EQ(text.substr(space + 1), std::to_string(next[sender]++)) << "from " << sender;
    }
}

void expect_quiet(std::vector<Socket>& sockets) {
    const auto until = Clock::now() + kQuiet;
    for (std::size_t i = 0; i < sockets.size(); ++i) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        const auto message = sockets[i].receive(std::max(left, std::chrono::milliseconds(0)));
        EXPECT_FALSE(message) << "socket " << i << " got " << message->payload.substr(0, 300);
        EXPECT_FALSE(sockets[i].ended()) << "socket " << i;
    }
}

void expect_unauthorized(std::vector<Socket>& sockets, Clock::time_point since) {
    for (Socket& socket : sockets) {
        EXPECT_EQ(socket.expect_close(kSoon), kUnauthorized);
        EXPECT_LE(Clock::now() - since, kOneSecond);
        socket.hang_up();
    }
}

void expect_standing(std::vector<Socket>& sockets, const std::string& wanted, Clock::time_point since) {
    for (Socket& socket : sockets) {
        std::string standing = standing_of(socket);
        while (standing != wanted && Clock::now() - since < kOneSecond) standing = standing_of(socket);
        EXPECT_EQ(standing, wanted);
    }
}

void expect_together(std::vector<Socket>& sockets) {
    sockets.front().send_text(note("together"));
    for (std::size_t i = 1; i < sockets.size(); ++i) EXPECT_EQ(expect_note(sockets[i]), "together");
}

}  // namespace pictbook::test
