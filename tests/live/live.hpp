// Sockets of the shared server for the tests of the canvas; on the stack they are spread over three nodes. A server has two
// workers and the kernel spreads the connections over them, so that among kMany sockets of a book some share a worker and
// some don't.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "support/server.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::test {

using Socket = WebSocketClient;
using Clock = std::chrono::steady_clock;

inline constexpr std::size_t kMany = 8;
inline constexpr std::chrono::milliseconds kSoon = std::chrono::seconds(10);         // for what must happen
inline constexpr std::chrono::milliseconds kQuiet = std::chrono::milliseconds(300);  // for what must not
extern const bool kSanitized;
/// One second where rights end; a server under a sanitizer is given more.
extern const std::chrono::milliseconds kOneSecond;

const inline Socket::Close kUnauthorized{3000, "Unauthorized"};
inline const std::string kErrorEvent = R"({"type":"ERROR","payload":"Unauthorized"})";
/// Sent by a member it is refused, whoever he is: the answer shows what he may do.
inline const std::string kNonsense = "?";

/// Two people whom the tests share; nobody signs them out.
const Person& ada();
const Person& bob();

std::string canvas_path(const std::string& book);
Headers proof_of(const Person& person);
/// The handshake alone; the server may still close it.
Socket open_socket(const Person& person, const std::string& book, Headers more = {});
/// Asks for the handshake, sends in the same packet what follows it, and waits for nothing.
Socket begin(const Person& person, const std::string& book, const std::string& bytes = "");
/// Reads the answer to begin().
void expect_upgrade(Socket& socket);
Socket open_with_bytes(const Person& person, const std::string& book, const std::string& bytes);
/// A socket that the server has admitted to the room.
Socket join(const Person& person, const std::string& book);
std::vector<Socket> join_many(const Person& person, const std::string& book, std::size_t count = kMany);

/// Milliseconds since the epoch.
std::int64_t now_in_milliseconds();
std::string event(const std::string& type, const std::string& payload, std::int64_t timestamp = now_in_milliseconds());
std::string cursor(int x, std::int64_t timestamp = now_in_milliseconds());
/// A whole element of that kind, as clients send it.
std::string element(const std::string& kind, const std::string& id, const std::string& more = "");
/// An ordered event that carries a text.
std::string note(const std::string& text);
/// The text of a note; fails the test when it is something else.
std::string text_of(const std::string& message);
std::string expect_note(Socket& socket);

/// A member of a JSON text by pointer: strings bare, everything else as JSON; empty if absent.
std::string at(const std::string& json, std::string_view pointer);
/// The answer to nonsense: "viewer", "editor", or the close code.
std::string standing_of(Socket& socket);

/// Reads `count` notes `<sender> <number>` of others than `own` and expects each sender's numbers from 0 upwards.
void expect_in_order(Socket& socket, std::size_t count, const std::string& own);
void expect_quiet(std::vector<Socket>& sockets);
/// All are closed with 3000 within a second of `since`.
void expect_unauthorized(std::vector<Socket>& sockets, Clock::time_point since);
/// Every socket's standing_of is as wanted within a second of `since`.
void expect_standing(std::vector<Socket>& sockets, const std::string& wanted, Clock::time_point since);
/// A note of the first reaches the others: they are open, and their peers' trouble is not theirs.
void expect_together(std::vector<Socket>& sockets);

}  // namespace pictbook::test
