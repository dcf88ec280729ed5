// What a hub owes to sessions of pictshare.v2 when something happens at a bad moment: lost events, changes while they join,
// a fault in the middle of its work.
#include "canvas/presence.hpp"
#include "unit/canvas/hub_v2_suite.hpp"

namespace pictbook::canvas {
namespace {

Buses connect_to_trouble(const asio::any_io_executor&) {
    Buses out;
    for (int hub = 0; hub < 2; ++hub) out.push_back(std::make_unique<TroubledBus>());
    return out;
}

INSTANTIATE_TEST_SUITE_P(Nodes, V2HubTest, testing::Values(connect_to_trouble));

TEST_P(V2HubTest, looks_at_the_rights_again_when_something_was_lost) {  // LIVE-25, V2-29
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& client = join(door, "tab");
    set(door, std::nullopt, false);  // by another node, whose word was lost
    tell_gap();
    EXPECT_EQ(client.expect_close(), kUnauthorized);
}

TEST_P(V2HubTest, tells_who_comes_and_goes_while_a_session_joins) {  // V2-27
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& slow = join_slowly(door, "slow");
    join(door, "other").hang_up();
    std::this_thread::sleep_for(Presence::kAbsence + Seconds(1));
    EXPECT_NE(expect(slow, "PRESENCE_JOIN").find(R"("clientId":"other")"), std::string::npos);
    EXPECT_NE(expect(slow, "PRESENCE_LEAVE").find(R"("clientId":"other")"), std::string::npos);
}

TEST_P(V2HubTest, tells_a_role_that_changed_while_a_session_joined) {  // V2-29
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& slow = join_slowly(door, "slow");
    set(door, rights(Role::VIEWER), false);
    run([this] { hubs_[0]->tell({"book", "ada", ""}); });
    wait_for_looks(door, 2);
    wait_until([this] { return looking_ == 0; });
    EXPECT_NE(expect(slow, "ROLE_CHANGED").find(R"("role":"VIEWER")"), std::string::npos);
}

/// Room for one snapshot of the book of join_slowly(), and no patience.
class ShortOfRoomTest : public V2HubTest {
protected:
    ShortOfRoomTest() : V2HubTest(limits()) {}

    static HubLimits limits() {
        HubLimits out;
        out.most_snapshots = 30u << 20;
        out.snapshot_patience = Seconds(0);
        out.slowest_snapshot = 1u << 30;
        return out;
    }
};

INSTANTIATE_TEST_SUITE_P(Nodes, ShortOfRoomTest, testing::Values(connect_to_trouble));

TEST_P(ShortOfRoomTest, ends_who_is_slow_for_those_who_lack_room) {  // V2-42
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& slow = join_slowly(door, "slow");
    commit_elsewhere("one-more");
    Client& second = connect_v2(door);
    second.send_text(hello("second"));
    EXPECT_EQ(second.expect_close(), (Close{1013, "Try again later"}));
    std::this_thread::sleep_for(Seconds(2));  // looks at the rooms come twice a second
    EXPECT_EQ(slow.expect_close(), (Close{4008, "resync"}));
    join(door, "third");
}

TEST_P(V2HubTest, lets_a_session_begin_anew_whose_delta_is_cut_meanwhile) {  // V2-4, V2-40
    static constexpr db::Statement kCut(R"(DELETE FROM "Journal" WHERE "projectId" = 'book' AND "seq" > 120)");
    for (int i = 0; i < 150; ++i) commit_elsewhere("large-" + std::to_string(i), 50'000);
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& slow = connect_v2(door);
    slow.send_text(R"({"type":"HELLO","payload":{"clientId":"slow","lastSeq":0,"epoch":0}})");
    EXPECT_NE(expect(slow, "WELCOME").find(R"("mode":"delta")"), std::string::npos);
    wait_for(db_->run(kCut));
    EXPECT_EQ(slow.expect_close(), (Close{4008, "resync"}));
}

TEST_P(V2HubTest, tells_why_rights_have_ended) {  // V2-29
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& client = join(door, "tab");
    run([&] { hubs_[0]->tell({"book", "", ""}); });  // another visibility, by which nothing ends
    wait_for_looks(door, 2);
    Rights ending = rights(Role::EDITOR);
    ending.session_end = now() + Milliseconds(200);
    set(door, ending, false);
    run([&] { hubs_[0]->tell({"book", "ada", ""}); });
    wait_for_looks(door, 3);
    set(door, std::nullopt, false);
    EXPECT_NE(expect(client, "CONTROL").find("SESSION_ENDED"), std::string::npos);
}

TEST_P(V2HubTest, goes_on_committing_after_a_fault) {  // V2-15
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& client = join(door, "tab");
    run([this] { bus().fails_to_publish = true; });
    client.send_text(create("tab", 1, "one"));
    expect(client, "ACK");
    client.send_text(create("tab", 2, "two"));
    EXPECT_NE(expect(client, "ACK").find(R"("n":2)"), std::string::npos);
}

TEST_P(V2HubTest, lets_those_begin_anew_whom_a_fault_left_without_an_answer) {  // V2-30, V2-16
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& client = join(door, "tab");
    run([this] { bus().fails_to_publish = true; });
    std::string together;
    for (int n = 1; n <= 3; ++n)
        together += Client::encode({.payload = create("tab", n, "element-" + std::to_string(n))});
    client.send_raw(together);
    EXPECT_EQ(client.expect_close(), (Close{4008, "resync"}));
    Client& again = join(door, "tab");
    for (int n = 1; n <= 3; ++n) {
        again.send_text(create("tab", n, "element-" + std::to_string(n)));
        EXPECT_NE(expect(again, "ACK").find(R"("n":)" + std::to_string(n)), std::string::npos);
    }
}

TEST_P(V2HubTest, goes_on_reading_the_journal_after_a_fault) {  // V2-33
    static constexpr db::Statement kSpoil(R"(UPDATE "Journal" SET "result" = 'none' WHERE "projectId" = 'book')");
    static constexpr db::Statement kHeal(R"(UPDATE "Journal" SET "result" = 'committed' WHERE "projectId" = 'book')");
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& client = join(door, "tab");
    commit_elsewhere("one", 1, &kSpoil);
    tell_gap();
    EXPECT_TRUE(client.silent_for(Milliseconds(300)));
    wait_for(db_->run(kHeal));
    tell_gap();
    EXPECT_NE(expect(client, "SHAPE_CREATE").find(R"("id":"one")"), std::string::npos);
}

TEST_P(V2HubTest, goes_on_watching_sessions_after_a_fault) {  // LIVE-27
    Rights ending = rights(Role::EDITOR);
    ending.session_end = now() + Seconds(2);
    Door& door = doors_.emplace_back(Door{ending});
    Client& client = connect(door);
    EXPECT_EQ(standing(client), "editor");
    run([this] { bus().fails_to_tell = true; });
    set(door, std::nullopt, false);
    EXPECT_EQ(client.expect_close(Seconds(10)), kUnauthorized);
}

}  // namespace
}  // namespace pictbook::canvas
