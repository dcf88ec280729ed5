// What happens between two hubs while rights are looked up, whether they are of two workers or of two nodes.
#include "unit/canvas/hub_suite.hpp"

namespace pictbook::canvas {
namespace {

TEST_P(HubTest, looks_again_when_rights_change_during_the_first_look) {  // LIVE-25
    for (const std::size_t hub : {0u, 1u}) {
        Door& door = doors_.emplace_back(Door{rights(Role::EDITOR), true});
        Client& client = connect(door, hub);
        wait_for_looks(door, 1);
        set(door, std::nullopt, true);
        tell({"book", "ada", ""});
        set(door, std::nullopt, false);
        EXPECT_EQ(client.expect_close(), kUnauthorized);
        EXPECT_EQ(run([&] { return door.looks; }), 2);
    }
}

TEST_P(HubTest, looks_again_when_rights_change_during_a_later_look) {  // LIVE-26
    Door& door = doors_.emplace_back(Door{rights(Role::VIEWER)});
    Client& client = connect(door);
    EXPECT_EQ(standing(client), "viewer");
    set(door, rights(Role::EDITOR), true);
    tell({"book", "ada", ""});
    wait_for_looks(door, 2);
    set(door, rights(Role::VIEWER), true);
    tell({"book", "ada", ""});
    set(door, rights(Role::VIEWER), false);
    wait_for_looks(door, 3);
    wait_until([this] { return looking_ == 0; });
    EXPECT_EQ(standing(client), "viewer");
}

TEST_P(HubTest, looks_only_at_those_who_are_meant) {
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& client = connect(door);
    EXPECT_EQ(standing(client), "editor");
    for (const Recheck& other : {Recheck{"other", "", ""}, Recheck{"", "eve", ""}, Recheck{"", "", "another"},
                                 Recheck{"book", "eve", ""}, Recheck{"other", "ada", ""}})
        tell(other);
    tell({"", "", "session"});
    wait_for_looks(door, 2);
    EXPECT_EQ(standing(client), "editor");
}

TEST_P(HubTest, looks_at_few_sockets_at_once) {
    constexpr int kSockets = 20;
    for (int i = 0; i < kSockets; ++i)
        EXPECT_EQ(standing(connect(doors_.emplace_back(Door{rights(Role::EDITOR)}))), "editor");
    run([this] { most_looks_ = 0; });
    tell({"book", "", ""});
    tell({"", "ada", ""});  // nobody waits twice
    for (const Door& door : doors_) wait_until([&] { return door.looks >= 2; });
    EXPECT_EQ(run([this] { return most_looks_; }), 8);
}

TEST_P(HubTest, does_not_let_a_look_that_takes_long_hold_up_the_others) {  // LIVE-25
    Door& stuck = doors_.emplace_back(Door{rights(Role::EDITOR)});
    EXPECT_EQ(standing(connect(stuck)), "editor");
    set(stuck, rights(Role::EDITOR), true);
    tell({"book", "", ""});
    wait_for_looks(stuck, 2);
    Door& other = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& client = connect(other);
    EXPECT_EQ(standing(client), "editor");
    set(other, std::nullopt, false);
    tell({"book", "", ""});
    EXPECT_EQ(client.expect_close(), kUnauthorized);
    EXPECT_EQ(run([&] { return stuck.looks; }), 2);  // not twice at a time
}

TEST_P(HubTest, lets_what_comes_during_the_look_wait) {  // LIVE-3
    Door& door = doors_.emplace_back(Door{rights(Role::VIEWER), true});
    Client& client = connect(door);
    client.send_text("?");
    wait_for_looks(door, 1);
    EXPECT_TRUE(client.silent_for(Milliseconds(100)));
    set(door, rights(Role::VIEWER), false);
    EXPECT_NE(client.expect_text().find("ERROR"), std::string::npos);
}

TEST_P(HubTest, closes_when_nobody_can_tell_the_rights) {
    Door& first = doors_.emplace_back(Door{rights(Role::EDITOR), false, true});
    EXPECT_EQ(connect(first).expect_close(), (Close{1013, "Try again later"}));
    Door& later = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& client = connect(later);
    EXPECT_EQ(standing(client), "editor");
    run([&] { later.fails = true; });
    tell({"book", "", ""});
    EXPECT_EQ(client.expect_close(), (Close{1013, "Try again later"}));
}

TEST_P(HubTest, closes_when_the_session_is_another_or_none) {  // LIVE-27
    for (const char* session : {"", "another"}) {
        Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
        Client& client = connect(door);
        EXPECT_EQ(standing(client), "editor");
        set(door, rights(Role::EDITOR, session), false);
        tell({"", "", "session"});
        EXPECT_EQ(client.expect_close(), kUnauthorized);
    }
}

TEST_P(HubTest, bears_what_is_no_packet_on_the_bus) {
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& client = connect(door);
    EXPECT_EQ(standing(client), "editor");
    run([this] {
        for (const char* text : {"", "\n\n", "x", "5 o 99\n"})
            for (const char* topic : {"book:book", "control"})
                buses_[1]->publish(topic, std::make_shared<const std::string>(text));
    });
    EXPECT_EQ(standing(client), "editor");
}

TEST_P(HubTest, forgets_a_socket_that_leaves_during_the_look) {
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR), true});
    connect(door).hang_up();
    connect(door).reset();
    wait_for_looks(door, 2);
    EXPECT_EQ(run([this] { return hubs_[0]->sockets(); }), 2u);
    tell({"book", "", ""});
    set(door, rights(Role::EDITOR), false);
    wait_until([this] { return hubs_[0]->sockets() == 0; });
}

TEST_P(HubTest, closes_everybody_when_it_stops) {  // LIVE-33
    Door& held = doors_.emplace_back(Door{rights(Role::EDITOR), true});
    Door& open = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client &waiting = connect(held), &admitted = connect(open);
    EXPECT_EQ(standing(admitted), "editor");
    wait_for_looks(held, 1);
    run([this] { hubs_[0]->stop(); });
    Client& late = connect(open);
    for (Client* client : {&waiting, &admitted, &late})
        EXPECT_EQ(client->expect_close(), (Close{1001, "Server stops"}));
}

}  // namespace
}  // namespace pictbook::canvas
