// Two and three nodes that share a database and Redis: who gets an event, and how soon a change of rights on one of them
// counts on the others.
#include <memory>
#include <thread>

#include "live/live.hpp"
#include "support/keys.hpp"
#include "support/postgres.hpp"
#include "support/redis.hpp"

namespace pictbook::test {
namespace {

constexpr std::size_t kMostNodes = 3;
constexpr int kEventsEach = 40;  // of each socket

/// The books are on as many of the three as the test says.
class ManyNodes : public testing::Test {
protected:
    static void SetUpTestSuite() {
        const TestServer::Settings settings{{"DATABASE_URL", create_postgres_database()},
                                            {"REDIS_URL", shared_redis_url()},
                                            {"BETTER_AUTH_SECRET", std::string(32, 's')}};
        for (auto& node : nodes_) node = std::make_unique<TestServer>(settings);
    }
    static void TearDownTestSuite() {
        for (auto& node : nodes_) node.reset();
    }

    /// The same session at another node.
    static Person at(const Person& person, std::size_t node) {
        Person out(nodes_[node]->port());
        out.cookies = person.cookies;
        out.key = person.key;
        return out;
    }
    /// One on the node of each number from `first` up to `end`, and so on.
    static std::vector<Socket> join_on(std::size_t first, std::size_t end, std::size_t of_each, const Person& person,
                                       const std::string& book) {
        std::vector<Socket> sockets;
        for (std::size_t i = 0; i < of_each; ++i)
            for (std::size_t node = first; node < end; ++node) sockets.push_back(join(at(person, node), book));
        return sockets;
    }
    static void change(const Reply& reply) { EXPECT_EQ(reply.status, 200) << reply.body; }

    inline static std::array<std::unique_ptr<TestServer>, kMostNodes> nodes_;
    const Person owner_ = nodes_[0]->sign_up();
    const std::string book_ = make_book(owner_);
};

struct Shape {
    std::size_t nodes, sockets;  // of each node
};

class Events : public ManyNodes, public testing::WithParamInterface<Shape> {};

TEST_P(Events, reach_every_other_socket_once_in_the_senders_order) {  // LIVE-43, LIVE-9, LIVE-10
    const auto [nodes, of_each] = GetParam();
    std::vector<Socket> sockets = join_on(0, nodes, of_each, owner_, book_);
    std::vector<std::thread> senders;
    for (std::size_t node = 0; node < nodes; ++node)
        senders.emplace_back([&, node] {
            for (int number = 0; number < kEventsEach; ++number)
                for (std::size_t i = node; i < sockets.size(); i += nodes)
                    sockets[i].send_text(note(std::to_string(i) + " " + std::to_string(number)));
        });
    for (std::thread& sender : senders) sender.join();
    for (std::size_t i = 0; i < sockets.size(); ++i)
        expect_in_order(sockets[i], kEventsEach * (sockets.size() - 1), std::to_string(i));
    expect_quiet(sockets);
}

INSTANTIATE_TEST_SUITE_P(ManyNodes, Events,
                         testing::Values(Shape{2, 1}, Shape{2, 2}, Shape{2, 3}, Shape{3, 1}, Shape{3, 2}, Shape{3, 3}),
                         [](const auto& each) {
                             return std::to_string(each.param.nodes) + "_nodes_with_" +
                                    std::to_string(each.param.sockets) + "_sockets_each";
                         });

/// What is done at the first node, to sockets at the others.
class Control : public ManyNodes, public testing::WithParamInterface<std::size_t> {
protected:
    std::vector<Socket> join_others(const Person& person) { return join_on(1, GetParam(), 2, person, book_); }

    const Person guest_ = nodes_[0]->sign_up();
    const std::string guest_id_ = invite(owner_, book_, guest_, "EDITOR");
    const std::string member_ = "/projects/" + book_ + "/users/" + guest_id_;
    std::vector<Socket> owners_ = join_others(owner_);
};

TEST_P(Control, sign_out_ends_the_sockets_of_the_session) {  // LIVE-43, LIVE-27
    std::vector<Socket> guests = join_others(guest_);
    change(guest_.post("/auth/sign-out", "{}"));
    expect_unauthorized(guests, Clock::now());
    expect_together(owners_);
}

/// The same person signed in once more.
Person again(const Person& person) {
    Person other(person.port());
    const Reply reply =
        other.post("/auth/sign-in/email", R"({"email":")" + email_of(person) + R"(","password":")" + kPassword + "\"}");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return other;
}

TEST_P(Control, revoking_ends_sockets_and_cookies) {  // LIVE-43, LIVE-27, AUTH-36, AUTH-37
    const auto token_of = [](const Person& person) { return person.get("/auth/get-session").at("/session/token"); };
    for (const std::string which : {"session", "other-sessions", "sessions"}) {
        const Person other = again(guest_);
        std::vector<Socket> sockets = join_others(other), kept = join_others(guest_);
        const std::string body = which == "session" ? R"({"token":")" + token_of(other) + "\"}" : "{}";
        change(guest_.post("/auth/revoke-" + which, body));
        const auto since = Clock::now();
        for (std::size_t node = 0; node < GetParam(); ++node) EXPECT_EQ(at(other, node).get("/projects").status, 401);
        expect_unauthorized(sockets, since);
        if (which == "sessions")
            expect_unauthorized(kept, since);
        else
            expect_together(kept);
    }
    for (Socket& socket : owners_) EXPECT_EQ(standing_of(socket), "editor");
}

TEST_P(Control, a_key_that_is_taken_back_ends_its_sockets) {  // KEY-15, LIVE-43
    const Person program = program_of(guest_, "write");
    std::vector<Socket> sockets = join_others(program), guests = join_others(guest_);
    expect_together(sockets);
    for (Socket& socket : guests) EXPECT_EQ(expect_note(socket), "together");
    revoke_key(guest_, program.key);
    const auto since = Clock::now();
    for (std::size_t node = 0; node < GetParam(); ++node) EXPECT_EQ(at(program, node).get("/projects").status, 401);
    expect_unauthorized(sockets, since);
    expect_together(guests);
}

TEST_P(Control, removal_ends_the_sockets_of_the_member) {  // LIVE-43, LIVE-25
    std::vector<Socket> guests = join_others(guest_);
    change(owner_.remove(member_));
    expect_unauthorized(guests, Clock::now());
    expect_together(owners_);
}

TEST_P(Control, a_change_of_role_counts_for_open_sockets) {  // LIVE-43, LIVE-26
    std::vector<Socket> guests = join_others(guest_);
    for (const auto& [role, standing] : {std::pair("VIEWER", "viewer"), std::pair("EDITOR", "editor")}) {
        change(owner_.patch(member_, R"({"role":")" + std::string(role) + "\"}"));
        expect_standing(guests, standing, Clock::now());
    }
    expect_together(owners_);
}

TEST_P(Control, deletion_of_the_book_ends_all_its_sockets) {  // LIVE-43, LIVE-28
    std::vector<Socket> everybody = join_others(guest_);
    for (Socket& socket : owners_) everybody.push_back(std::move(socket));
    change(owner_.remove("/projects/" + book_));
    expect_unauthorized(everybody, Clock::now());
}

INSTANTIATE_TEST_SUITE_P(ManyNodes, Control, testing::Values(2, 3),
                         [](const auto& each) { return "of_" + std::to_string(each.param); });

}  // namespace
}  // namespace pictbook::test
