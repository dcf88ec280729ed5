// Many sockets in one room, and many that come at the same time.
#include <future>
#include <map>

#include "live/live.hpp"

namespace pictbook::test {
namespace {

TEST(Crowd, of_two_hundred_gets_every_event_once_and_in_order) {  // LIVE-9, LIVE-10
    const Person& owner = ada();
    const std::string book = make_book(owner);
    constexpr std::size_t kSockets = 200, kSenders = 10;
    constexpr int kEvents = 20;
    std::vector<Socket> sockets = join_many(owner, book, kSockets);
    for (int number = 0; number < kEvents; ++number)
        for (std::size_t i = 0; i < kSenders; ++i)
            sockets[i].send_text(note(std::to_string(i) + " " + std::to_string(number)));
    for (std::size_t i = 0; i < kSockets; ++i) {
        std::map<std::string, int> next;
        const std::size_t count = kEvents * (i < kSenders ? kSenders - 1 : kSenders);
        for (std::size_t n = 0; n < count; ++n) {
            const std::string text = expect_note(sockets[i]);
            const std::string sender = text.substr(0, text.find(' '));
            EXPECT_NE(sender, std::to_string(i));
            EXPECT_EQ(text, sender + " " + std::to_string(next[sender]++));
        }
    }
    expect_quiet(sockets);
}

TEST(Crowd, is_told_to_leave_within_a_second) {  // LIVE-28
    const Person& owner = ada();
    const Person& outsider = bob();
    const std::string book = make_book(owner);
    EXPECT_EQ(owner.patch("/projects/" + book, R"({"visibility":"LINK"})").status, 200);
    std::vector<Socket> members = join_many(owner, book, 4), outsiders = join_many(outsider, book, 200);
    EXPECT_EQ(owner.patch("/projects/" + book, R"({"visibility":"MEMBERS"})").status, 200);
    expect_unauthorized(outsiders, Clock::now());
    expect_together(members);
}

/// A socket that reads numbered notes from its admission on.
struct Guest {
    Socket socket;
    int previous = -1;

    /// Reads up to a message of that type or text; the notes before it follow one another without a gap.
    void read_until(const std::string& wanted) {
        for (;;) {
            const std::string message = socket.expect_text(kSoon);
            if (at(message, "/type") == wanted || at(message, "/payload/message") == wanted) return;
            const int number = std::stoi(text_of(message));
            if (previous >= 0) EXPECT_EQ(number, previous + 1);
            previous = number;
        }
    }
};

std::vector<Guest> come(const Person& person, const std::string& book, std::size_t count) {
    std::vector<Guest> guests(count);
    for (Guest& guest : guests) {
        guest.socket = open_socket(person, book);
        guest.socket.send_text(kNonsense);
    }
    for (Guest& guest : guests) guest.read_until("validation");  // admitted
    return guests;
}

TEST(Crowd, may_come_all_at_once) {  // LIVE-3, LIVE-9
    const Person& owner = ada();
    const std::string book = make_book(owner);
    Socket sender = join(owner, book);
    std::vector<std::future<std::vector<Guest>>> coming;
    for (int i = 0; i < 8; ++i) coming.push_back(std::async(std::launch::async, come, owner, book, 8));
    int number = 0;
    const auto next = [&] { sender.send_text(note(std::to_string(number++))); };
    std::vector<Guest> guests;
    for (auto& each : coming) {
        while (each.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) next();
        for (Guest& guest : each.get()) guests.push_back(std::move(guest));
    }
    for (int i = 0; i < 50; ++i) next();
    sender.send_text(note("end"));
    for (Guest& guest : guests) {
        guest.read_until("end");
        EXPECT_EQ(guest.previous, number - 1);
    }
}

}  // namespace
}  // namespace pictbook::test
