// Canvas sockets of programs, which come with an API key.
#include "support/keys.hpp"
#include "base/clock.hpp"
#include "live/live.hpp"
#include "support/database.hpp"
#include "support/stack.hpp"

namespace pictbook::test {
namespace {

class KeySockets : public testing::Test {
protected:
    void set_visibility(const std::string& visibility) const {
        EXPECT_EQ(owner_.patch("/projects/" + book_, R"({"visibility":")" + visibility + "\"}").status, 200);
    }

    const Person owner_ = shared_server().sign_up("owner");
    const std::string book_ = make_book(owner_);
};

TEST_F(KeySockets, listen_with_read_and_act_with_more) {  // KEY-14
    const Person& guest = bob();
    const std::string id = invite(owner_, book_, guest, "VIEWER");
    std::vector<Socket> sockets = join_many(owner_, book_, 2);
    for (const auto& [person, scope, standing] :
         {std::tuple(&owner_, "read", "viewer"), std::tuple(&owner_, "write", "editor"),
          std::tuple(&owner_, "admin", "editor"), std::tuple(&guest, "admin", "viewer")}) {
        Socket socket = join(program_of(*person, scope), book_);
        EXPECT_EQ(standing_of(socket), standing) << scope;
        sockets.front().send_text(note("to all"));
        EXPECT_EQ(expect_note(socket), "to all") << scope;
        EXPECT_EQ(expect_note(sockets.back()), "to all");
        socket.send_text(cursor(1));
        if (std::string_view(standing) == "viewer") {
            EXPECT_EQ(socket.expect_text(kSoon), kErrorEvent);
            continue;
        }
        for (Socket& other : sockets) EXPECT_EQ(at(other.expect_text(kSoon), "/userId"), user_id(*person));
    }
    expect_quiet(sockets);
}

TEST_F(KeySockets, follow_their_persons_role) {  // KEY-14, LIVE-26
    const Person guest = shared_server().sign_up();
    const std::string id = invite(owner_, book_, guest, "EDITOR");
    std::vector<Socket> writers = join_many(program_of(guest, "write"), book_, 4),
                        readers = join_many(program_of(guest, "read"), book_, 2);
    for (const auto& [role, standing] : {std::pair("VIEWER", "viewer"), std::pair("OWNER", "editor")}) {
        EXPECT_EQ(
            owner_.patch("/projects/" + book_ + "/users/" + id, R"({"role":")" + std::string(role) + "\"}").status,
            200);
        expect_standing(writers, standing, Clock::now());
        expect_standing(readers, "viewer", Clock::now());
    }
    EXPECT_EQ(owner_.remove("/projects/" + book_ + "/users/" + id).status, 200);
    const auto since = Clock::now();
    expect_unauthorized(writers, since);
    expect_unauthorized(readers, since);
}

TEST_F(KeySockets, do_not_open_with_a_wrong_key) {  // KEY-11
    set_visibility("PUBLIC");
    const std::string key = make_key(owner_, "read");
    for (const std::string& wrong : {key + "x", std::string("pb_"), std::string("pb_") + std::string(40, 'x')}) {
        for (Person person : {shared_server().nobody(), owner_}) {
            person.key = wrong;
            Socket socket = open_socket(person, book_);
            EXPECT_EQ(socket.expect_close(kSoon), kUnauthorized);
        }
    }
    Socket elsewhere;
    ASSERT_EQ(
        elsewhere
            .connect(owner_.port(), canvas_path(book_) + "?key=" + key + "&authorization=Bearer%20" + key, {}, kSoon)
            .status,
        101);
    EXPECT_EQ(standing_of(elsewhere), "viewer") << "as nobody, whom a public book lets listen";
}

TEST_F(KeySockets, open_from_a_foreign_origin) {  // KEY-12, LIVE-5
    Headers headers{{"Authorization", "Bearer " + make_key(owner_, "write")}, {"Origin", "https://evil.example"}};
    Socket socket;
    ASSERT_EQ(socket.connect(owner_.port(), canvas_path(book_), headers, kSoon).status, 101);
    EXPECT_EQ(standing_of(socket), "editor");
}

TEST_F(KeySockets, end_with_the_key) {  // KEY-15
    const Person program = program_of(owner_, "write"), other = program_of(owner_, "write");
    for (const char* visibility : {"MEMBERS", "PUBLIC"}) {
        set_visibility(visibility);
        std::vector<Socket> others = join_many(other, book_, 4);
        for (Socket& socket : join_many(owner_, book_, 4)) others.push_back(std::move(socket));
        const Person doomed = program_of(owner_, "admin");
        std::vector<Socket> sockets = join_many(doomed, book_);
        revoke_key(owner_, doomed.key);
        expect_unauthorized(sockets, Clock::now());
        expect_together(others);
    }
}

TEST_F(KeySockets, end_when_the_keys_time_is_over) {  // KEY-15
    const Person program = program_of(owner_, "write", R"("expiresIn":5)");
    const Time end = *parse_time(owner_.get("/auth/api-key/list").at("/0/expiresAt"));
    std::vector<Socket> sockets = join_many(program, book_, 4);
    expect_together(sockets);
    for (Socket& socket : sockets) {
        EXPECT_EQ(socket.expect_close(kSoon), kUnauthorized);
        EXPECT_GE(now(), end);
        EXPECT_LE(now() - end, kOneSecond);
    }
}

TEST_F(KeySockets, end_with_their_person) {  // KEY-15
    set_visibility("PUBLIC");
    const Person guest = shared_server().sign_up();
    const std::string id = user_id(guest);
    std::vector<Socket> sockets = join_many(program_of(guest, "read"), book_, 4), others = join_many(owner_, book_, 2);
    // SQLite lets every connection say whether foreign keys hold.
    const std::string cascading = is_on_stack() ? "" : "PRAGMA foreign_keys = ON; ";
    Database(shared_server()).run(cascading + R"(DELETE FROM "User" WHERE "id" = ')" + id + "'");
    set_visibility("LINK");  // as every change does, it lets the sockets look again
    expect_unauthorized(sockets, Clock::now());
    expect_together(others);
}

TEST_F(KeySockets, do_not_end_with_sessions) {  // KEY-16
    std::vector<Socket> sockets = join_many(program_of(owner_, "write"), book_, 4),
                        sessions = join_many(owner_, book_, 2);
    EXPECT_EQ(owner_.post("/auth/revoke-sessions").status, 200);
    expect_unauthorized(sessions, Clock::now());
    expect_together(sockets);
}

}  // namespace
}  // namespace pictbook::test
