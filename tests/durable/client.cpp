#include "durable/client.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <stdexcept>

#include "canvas/state_hash.hpp"

namespace pictbook::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kMostWaiting = 16;  // then it edits no more until something is answered
constexpr milliseconds kOpening = seconds(20);
constexpr milliseconds kTurn(10);

unsigned code_of(const std::optional<WebSocketClient::Message>& message) {
    if (!message || message->opcode != 8 || message->payload.size() < 2) return 1006;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(message->payload[i]); };
    return unsigned{byte(0)} << 8 | byte(1);
}

}  // namespace

std::string hash_of(const Replica& replica) {
    std::uint64_t sum = 0;
    for (const auto& [id, element] : replica.elements()) sum += canvas::element_hash(element);
    return canvas::state_hash(sum);
}

Client::Client(const Fleet& fleet, const std::string& book, const Account& account, const std::string& name,
               std::size_t number)
    : fleet_(fleet),
      path_("/canvas/" + book),
      cookie_(account.cookie),
      random_(static_cast<unsigned>(number)),
      editor_(number),
      ledger_(account.user, name),
      leaves_(Clock::now() + between(5'000, 20'000)),
      node_(number % fleet.size()),
      thread_([this] { run(); }) {}

void Client::stop() {
    is_over_ = true;
    if (thread_.joinable()) thread_.join();
}

void Client::run() {
    try {
        while (!is_over_) {
            if (!is_open_) open();
            if (!is_open_) continue;
            write();
            if (is_open_) listen();
            is_settled_ = ledger_.waiting().empty();
        }
    } catch (const std::exception& failure) {
        ADD_FAILURE() << "a client gave up: " << failure.what();
    }
    socket_.hang_up();
}

void Client::open() {
    const std::uint16_t port = fleet_.port(node_);
    unsigned status = 503;  // a node that is dead, or dies
    try {
        if (port != 0)
            status = static_cast<unsigned>(
                socket_
                    .connect(port, path_, {{"Cookie", cookie_}, {"Sec-WebSocket-Protocol", "pictshare.v2"}}, kOpening)
                    .status);
    } catch (const std::runtime_error&) {
    }
    is_welcome_ = false;
    is_open_ = status == 101 && send(replica_.hello(ledger_.client()));
    if (is_open_) return;
    if (status != 101 && status != 503) throw std::runtime_error("answered with " + std::to_string(status));
    node_ = (node_ + 1) % fleet_.size();
    std::this_thread::sleep_for(between(20, 100));
}

void Client::write() {
    if (!is_welcome_ || !replica_.is_whole()) return;
    const auto now = Clock::now();
    if (!rests_ && now >= next_edit_ && ledger_.waiting().size() < kMostWaiting) {
        Editor::Edit edit = editor_.next(ledger_.size() + 1);
        ledger_.add(std::move(edit.type), std::move(edit.payload));
        next_edit_ = now + between(100, 200);
    }
    for (const std::int64_t number : ledger_.due())
        if (!send(ledger_.send(number))) return;
    if (rests_ || now < leaves_) return;
    leaves_ = now + between(5'000, 20'000);
    lose();
    if (draw(3) == 0) replica_ = Replica();  // as after a page was loaded anew
}

/// False when the connection broke.
bool Client::send(const std::string& text) {
    try {
        socket_.send_text(text);
        return true;
    } catch (const std::runtime_error&) {
        lose();
        return false;
    }
}

void Client::listen() {
    const auto message = socket_.receive(kTurn);
    if (!message && !socket_.ended()) return;
    if (message && message->opcode == 1) return take(json::parse(message->payload).as_object());
    if (message && message->opcode == 9) return socket_.send_frame({.opcode = 10, .payload = message->payload});
    const unsigned code = code_of(message);
    if (code != 1006 && code != 1013 && code != 4008) throw std::runtime_error("closed with " + std::to_string(code));
    lose();
    std::this_thread::sleep_for(between(20, 100));
}

void Client::take(const json::object& message) {
    const std::string type = type_of(message);
    replica_.take(message);
    ledger_.take(message);
    seq_ = replica_.seq();
    if (type == "WELCOME") {
        is_welcome_ = true;
        ++(message.at("payload").at("mode").as_string() == "delta" ? totals_.deltas : totals_.snapshots);
    } else if (type == "STATE_HASH") {
        EXPECT_EQ(message.at("seq").as_int64(), replica_.seq());
        last_hash_ = message.at("payload").at("hash").as_string();
        EXPECT_EQ(last_hash_, hash_of(replica_)) << "at " << replica_.seq();
        ++totals_.hashes;
        proven_ = replica_.seq();
    }
}

/// Hangs up; of what was on its way, some is forgotten. Then to another node, or the same.
void Client::lose() {
    socket_.hang_up();
    is_open_ = false;
    ledger_.lose([&] { return draw(10) == 0; });
    node_ = draw(fleet_.size());
}

}  // namespace pictbook::test
