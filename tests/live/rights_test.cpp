// Rights that change while sockets are open: membership, role, visibility, the book itself.
#include <future>

#include "live/live.hpp"

namespace pictbook::test {
namespace {

class Rights : public testing::Test {
protected:
    static void change(const Reply& reply) { EXPECT_EQ(reply.status, 200) << reply.body; }
    void set_role(const std::string& user, const std::string& role) const {
        change(owner_.patch("/projects/" + book_ + "/users/" + user, R"({"role":")" + role + "\"}"));
    }
    void set_visibility(const std::string& visibility) const {
        change(owner_.patch("/projects/" + book_, R"({"visibility":")" + visibility + "\"}"));
    }

    const Person& owner_ = ada();
    const Person& guest_ = bob();
    const std::string book_ = make_book(owner_);
    std::vector<Socket> owners_ = join_many(owner_, book_);
};

TEST_F(Rights, belong_to_one_socket) {  // LIVE-24
    const std::string user = invite(owner_, book_, guest_, "VIEWER");
    const std::string other_book = make_book(guest_);
    std::vector<Socket> guests = join_many(guest_, book_), elsewhere = join_many(guest_, other_book);
    std::vector<Socket> later = join_many(owner_, book_);
    for (Socket& socket : guests) EXPECT_EQ(standing_of(socket), "viewer");
    for (Socket& socket : elsewhere) EXPECT_EQ(standing_of(socket), "editor");
    for (Socket& socket : owners_) EXPECT_EQ(standing_of(socket), "editor");
    owners_.front().send_text(cursor(1));
    for (std::vector<Socket>* group : {&guests, &later})
        for (Socket& socket : *group) EXPECT_EQ(at(socket.expect_text(kSoon), "/userId"), user_id(owner_));
    elsewhere.front().send_text(cursor(1));
    EXPECT_EQ(at(elsewhere.back().expect_text(kSoon), "/userId"), user);
}

TEST_F(Rights, of_a_removed_member_end_within_a_second) {  // LIVE-25
    const std::string user = invite(owner_, book_, guest_, "EDITOR");
    const std::string other_book = make_book(guest_);
    std::vector<Socket> guests = join_many(guest_, book_), elsewhere = join_many(guest_, other_book);
    change(owner_.remove("/projects/" + book_ + "/users/" + user));
    const auto since = Clock::now();
    expect_unauthorized(guests, since);
    expect_together(owners_);
    expect_together(elsewhere);
    Socket again = open_socket(guest_, book_);
    EXPECT_EQ(again.expect_close(kSoon), kUnauthorized);
}

TEST_F(Rights, of_a_member_who_leaves_end_too) {  // LIVE-25
    const std::string user = invite(owner_, book_, guest_, "VIEWER");
    std::vector<Socket> guests = join_many(guest_, book_);
    change(guest_.remove("/projects/" + book_ + "/users/" + user));
    expect_unauthorized(guests, Clock::now());
    expect_together(owners_);
}

TEST_F(Rights, of_a_removed_member_shrink_to_a_readers_where_the_book_is_open) {  // LIVE-25, LIVE-4
    set_visibility("LINK");
    const std::string user = invite(owner_, book_, guest_, "EDITOR");
    std::vector<Socket> guests = join_many(guest_, book_);
    change(owner_.remove("/projects/" + book_ + "/users/" + user));
    expect_standing(guests, "viewer", Clock::now());
    change(owner_.post("/projects/" + book_ + "/users", R"({"email":")" + email_of(guest_) + R"(","role":"EDITOR"})"));
    expect_standing(guests, "editor", Clock::now());
    guests.front().send_text(note("back"));
    for (Socket& socket : owners_) EXPECT_EQ(expect_note(socket), "back");
}

TEST_F(Rights, follow_a_change_of_role_in_both_directions) {  // LIVE-26
    const std::string user = invite(owner_, book_, guest_, "EDITOR");
    std::vector<Socket> guests = join_many(guest_, book_);
    set_role(user, "VIEWER");
    expect_standing(guests, "viewer", Clock::now());
    guests.front().send_text(note("no more"));
    EXPECT_EQ(guests.front().expect_text(kSoon), kErrorEvent);
    expect_quiet(owners_);
    set_role(user, "EDITOR");
    expect_standing(guests, "editor", Clock::now());
    guests.front().send_text(note("again"));
    for (Socket& socket : owners_) EXPECT_EQ(expect_note(socket), "again");
    set_role(user, "OWNER");
    expect_standing(guests, "editor", Clock::now());
}

TEST_F(Rights, end_with_the_book) {  // LIVE-28
    invite(owner_, book_, guest_, "VIEWER");
    set_visibility("PUBLIC");
    const std::string other_book = make_book(owner_);
    std::vector<Socket> everybody = join_many(guest_, book_), elsewhere = join_many(owner_, other_book);
    for (const Person& person : {shared_server().sign_up(), shared_server().nobody()})
        for (Socket& socket : join_many(person, book_)) everybody.push_back(std::move(socket));
    for (Socket& socket : owners_) everybody.push_back(std::move(socket));
    change(owner_.remove("/projects/" + book_));
    expect_unauthorized(everybody, Clock::now());
    expect_together(elsewhere);
}

TEST_F(Rights, end_for_those_whom_a_narrower_visibility_leaves_out) {  // LIVE-28
    invite(owner_, book_, guest_, "VIEWER");
    set_visibility("PUBLIC");
    const Person outsider = shared_server().sign_up();
    for (Socket& socket : join_many(guest_, book_)) owners_.push_back(std::move(socket));
    std::vector<Socket> outsiders = join_many(outsider, book_);
    std::vector<Socket> nobodies = join_many(shared_server().nobody(), book_);
    set_visibility("LINK");
    expect_unauthorized(nobodies, Clock::now());
    for (Socket& socket : outsiders) EXPECT_EQ(standing_of(socket), "viewer");
    set_visibility("MEMBERS");
    expect_unauthorized(outsiders, Clock::now());
    expect_together(owners_);
}

TEST_F(Rights, that_change_while_a_socket_opens_count_for_it) {  // LIVE-25, LIVE-2
    for (int round = 0; round < 10; ++round) {
        const std::string user = invite(owner_, book_, guest_, "EDITOR");
        const std::string path = "/projects/" + book_ + "/users/" + user;
        auto removal = std::async(std::launch::async, [&] { return owner_.remove(path); });
        std::vector<Socket> guests;
        do guests.push_back(begin(guest_, book_));
        while (guests.size() < 500 && removal.wait_for(std::chrono::seconds(0)) != std::future_status::ready);
        change(removal.get());
        const auto since = Clock::now();
        for (Socket& socket : guests) expect_upgrade(socket);
        expect_unauthorized(guests, since);
    }
    expect_together(owners_);
}

}  // namespace
}  // namespace pictbook::test
