// Where the churn goes on: the server, a few books that last as long as it, and the words that its clients say.
#pragma once

#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "support/server.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::test {

using Socket = WebSocketClient;
using Clock = std::chrono::steady_clock;

inline constexpr std::chrono::milliseconds kSoon = std::chrono::seconds(60);  // for what must happen
/// WS_IDLE of the server: who says nothing for so long is given up. Longer than any scene keeps its sockets waiting, also on a
/// machine whose cores are busy with something else.
inline constexpr std::chrono::seconds kIdle(60);
/// WS_MAX_MESSAGE of the server, in bytes.
inline constexpr std::size_t kLongest = 1024 * 1024;
inline constexpr std::size_t kMuch = 100'000;  // bytes of an event of one who says much

struct Scenery {
    static constexpr std::size_t kBooks = 4;

    explicit Scenery(const TestServer& server);

    const TestServer& server;
    const Person owner;  // of the books; the session lasts
    std::vector<std::string> books;
};

/// Chances of one thread; the same in every run.
class Dice {
public:
    explicit Dice(unsigned seed) : generator_(seed) {}
    /// 0 to sides - 1.
    std::size_t throw_of(std::size_t sides) { return generator_() % sides; }
    std::chrono::milliseconds between(int least, int most) {
        return std::chrono::milliseconds(least + static_cast<int>(throw_of(static_cast<std::size_t>(most - least))));
    }

private:
    std::mt19937 generator_;
};

/// Asks for the book's socket and expects the upgrade; the server may still close it.
Socket open_socket(const Person& person, const std::string& book);
/// Of a close frame that the server sent, e.g. `1013 too slow`.
std::string close_text(const Socket::Message& message);
/// "viewer" or "editor" by the answer to nonsense, else the code it was closed with; skips what comes before it.
std::string standing_of(Socket& socket);
/// Reads what is there and answers pings. Throws with the code when the server has closed the socket.
void drain(Socket& socket);

std::string cursor(std::size_t x);
/// The frame of an element that is being moved.
std::string frame(const std::string& id, std::size_t x);
/// Ordered events that carry `<sender> <number>`, an odd number as a CONNECTION and an even one as a SHAPE_CREATE, with
/// `padding` bytes behind them.
std::string numbered(const std::string& sender, int number, std::size_t padding = 0);

struct Numbered {
    std::string sender;  // empty: it is another kind of event
    int number = 0;
};
Numbered read_numbered(std::string_view message);

}  // namespace pictbook::test
