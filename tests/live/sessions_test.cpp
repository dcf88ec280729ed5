// Sessions that end while sockets are open. A session's end is brought near by writing its row.
#include "base/clock.hpp"
#include "live/live.hpp"
#include "support/database.hpp"

namespace pictbook::test {
namespace {

/// The same person in another browser.
Person sign_in(const Person& person, const std::string& more = "") {
    Person again(person.port());
    const Reply reply = again.post("/auth/sign-in/email", R"({"email":")" + email_of(person) + R"(","password":")" +
                                                              kPassword + "\"" + more + "}");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return again;
}

std::string session_of(const Person& person, const std::string& member) {
    return person.get("/auth/get-session").at("/session/" + member);
}

/// As of one that was made a week before.
void set_session_end(const Person& person, Time end) {
    const std::string id = session_of(person, "id");
    const std::string begin = to_sql(end - std::chrono::days(7));
    EXPECT_EQ(Database(shared_server())
                  .value(R"(UPDATE "Session" SET "createdAt" = ')" + begin + R"(', "expiresAt" = ')" + to_sql(end) +
                         R"(' WHERE "id" = ')" + id + R"(' RETURNING "id")"),
              id);
}

class SessionEnds : public testing::Test {
protected:
    static void change(const Reply& reply) { EXPECT_EQ(reply.status, 200) << reply.body; }

    const Person owner_ = shared_server().sign_up("owner");
    const std::string book_ = make_book(owner_), other_book_ = make_book(owner_);
    /// Of the same user in another browser.
    const Person second_ = sign_in(owner_);
    std::vector<Socket> firsts_ = join_many(owner_, book_, 6), seconds_ = join_many(second_, book_, 6);
    std::vector<Socket> elsewhere_ = join_many(second_, other_book_, 4);
};

TEST_F(SessionEnds, by_signing_out) {  // LIVE-27
    change(second_.post("/auth/sign-out"));
    const auto since = Clock::now();
    expect_unauthorized(seconds_, since);
    expect_unauthorized(elsewhere_, since);
    expect_together(firsts_);
}

TEST_F(SessionEnds, by_signing_in_again_in_its_browser) {  // LIVE-27, AUTH-61
    const std::string email = R"({"email":")" + email_of(owner_);
    change(second_.post("/auth/sign-in/email", email + R"(","password":")" + kPassword + "\"}"));
    const auto since = Clock::now();
    expect_unauthorized(seconds_, since);
    expect_unauthorized(elsewhere_, since);
    expect_together(firsts_);
}

TEST_F(SessionEnds, by_being_revoked) {  // LIVE-27
    change(owner_.post("/auth/revoke-session", R"({"token":")" + session_of(second_, "token") + "\"}"));
    const auto since = Clock::now();
    expect_unauthorized(seconds_, since);
    expect_unauthorized(elsewhere_, since);
    expect_together(firsts_);
}

TEST_F(SessionEnds, by_revoking_the_others) {  // LIVE-27
    change(owner_.post("/auth/revoke-other-sessions"));
    expect_unauthorized(seconds_, Clock::now());
    expect_together(firsts_);
}

TEST_F(SessionEnds, by_revoking_all) {  // LIVE-27
    const Person stranger = shared_server().sign_up();
    std::vector<Socket> strangers = join_many(stranger, make_book(stranger), 4);
    change(owner_.post("/auth/revoke-sessions"));
    const auto since = Clock::now();
    expect_unauthorized(firsts_, since);
    expect_unauthorized(seconds_, since);
    expect_unauthorized(elsewhere_, since);
    expect_together(strangers);
}

TEST_F(SessionEnds, by_a_new_password) {  // LIVE-27
    change(owner_.post(
        "/auth/change-password",
        R"({"currentPassword":")" + kPassword + R"(","newPassword":"another horse 42","revokeOtherSessions":true})"));
    const auto since = Clock::now();
    expect_unauthorized(firsts_, since);
    expect_unauthorized(seconds_, since);
    for (Socket& socket : join_many(owner_, book_, 2)) EXPECT_EQ(standing_of(socket), "editor");
}

TEST_F(SessionEnds, close_sockets_of_a_public_book_too) {  // LIVE-27, LIVE-4
    change(owner_.patch("/projects/" + book_, R"({"visibility":"PUBLIC"})"));
    const Person nobody = shared_server().nobody();
    for (Socket& socket : join_many(nobody, book_, 4)) firsts_.push_back(std::move(socket));
    change(second_.post("/auth/sign-out"));
    expect_unauthorized(seconds_, Clock::now());
    expect_together(firsts_);
}

TEST_F(SessionEnds, when_their_time_is_over) {  // LIVE-27
    const Time end = now() + Milliseconds(1500);
    set_session_end(second_, end);
    std::vector<Socket> lates = join_many(second_, book_, 4);
    expect_together(lates);
    for (Socket& socket : lates) {
        EXPECT_EQ(socket.expect_close(kSoon), kUnauthorized);
        EXPECT_GE(now(), end);
        EXPECT_LE(now() - end, kOneSecond);
    }
    EXPECT_EQ(second_.get("/projects").status, 401);
}

TEST_F(SessionEnds, not_while_they_are_renewed) {  // LIVE-27, AUTH-10
    const Time end = now() + Milliseconds(1500);
    set_session_end(second_, end);
    std::vector<Socket> lates = join_many(second_, book_, 4);
    change(second_.get("/projects"));  // renews it
    while (now() < end + Milliseconds(700)) expect_quiet(lates);
    expect_together(lates);
}

TEST_F(SessionEnds, are_not_put_off_by_a_socket) {  // AUTH-12
    const Person third = sign_in(owner_, R"(,"rememberMe":false)");
    const std::string end = session_of(third, "expiresAt");
    Person bare = third;  // as a program that sends the session's cookie alone
    std::erase_if(bare.cookies, [](const auto& cookie) { return cookie.first.ends_with("dont_remember"); });
    std::vector<Socket> thirds = join_many(bare, book_, 2);
    for (Socket& socket : join_many(third, book_, 2)) thirds.push_back(std::move(socket));
    change(owner_.patch("/projects/" + book_, R"({"visibility":"LINK"})"));  // all are looked up again
    for (Socket& socket : thirds) EXPECT_EQ(standing_of(socket), "editor");
    EXPECT_EQ(session_of(third, "expiresAt"), end);
}

}  // namespace
}  // namespace pictbook::test
