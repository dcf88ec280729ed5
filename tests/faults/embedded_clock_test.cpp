// The clock of the day jumps while a server on the embedded store works: nothing that is measured in time from now on notices,
// and what was written stays in its order.
#include <gtest/gtest.h>

#include <thread>

#include "faults/load.hpp"
#include "support/disk_faults.hpp"
#include "support/images.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::test {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

/// The journal of each book has the seqs from 1 on, each once.
void expect_order(const Fleet& fleet) {
    for (const std::string& book : fleet.books())
        EXPECT_EQ(fleet
                      .rows(R"(SELECT count(*) = count(DISTINCT "seq") AND count(*) = max("seq") AND min("seq") = 1
                                FROM "Journal" WHERE "projectId" = ')" +
                            book + "'")
                      .at(0),
                  "1");
}

TEST(EmbeddedClock, ThatJumpsLosesNothingAndEndsNoConnection) {  // DB-47, DB-1
    DiskFaults faults;
    Fleet fleet(faults.settings({{"LOG_LEVEL", "error"}}));
    Wire idle(fleet.port(0));
    WebSocketClient socket;
    const std::string book = fleet.books().front();
    ASSERT_EQ(socket.connect(fleet.port(0), "/canvas/" + fleet.books().back(), {{"Cookie", fleet.cookie()}}).status,
              101);
    int closed = 0, pinged = 0;
    const auto jump = [&](std::chrono::seconds ahead) {
        faults.move_clock(ahead);
        const auto end = Clock::now() + milliseconds(300);
        while (Clock::now() < end) {
            const auto message = socket.receive(milliseconds(50));
            closed += socket.ended() || (message && message->opcode == 8);
            pinged += message && message->opcode == 9;
        }
        const Person owner = fleet.owner(0);
        EXPECT_EQ(owner.get("/projects").status, 200) << ahead.count();
        const Reply made = owner.upload("/projects/" + book + "/images", {{.name = "p.png", .bytes = make_png(9, 9)}});
        ASSERT_EQ(made.status, 200) << made.body;
        const std::string src = made.at("/0/src");
        EXPECT_EQ(owner.get(src.substr(src.find('/', src.find("//") + 2))).status, 200);
        EXPECT_EQ(owner.remove("/images/" + made.at("/0/id")).status, 200);
    };
    Fault fault;
    fault.name = "clock";
    fault.kill = [&] {
        for (const int ahead : {24, -24, 1, -1}) jump(hours(ahead));
    };
    fault.start = [&] { faults.move_clock({}); };
    fault.writes = 1500;
    fault.down = milliseconds(0);
    const Answered answered = expect_recovery(fleet, fault, [&] { expect_order(fleet); });
    EXPECT_EQ(answered.refused + answered.unknown, 0);
    EXPECT_EQ(closed, 0);
    EXPECT_EQ(pinged, 0);
    EXPECT_FALSE(idle.ends_within(milliseconds(0)));
}

TEST(EmbeddedClock, ThatJumpsFillsNoLimitAndEndsSessionsByTheirDate) {  // DB-47, LIMIT-1
    DiskFaults faults;
    const TestServer server(faults.settings({{"RATE_LIMIT", "on"}, {"LIMIT_CANVAS", "2/3600"}}));
    const Person ada = server.sign_up();
    const std::string path = "/canvas/" + make_book(ada);
    const auto knock = [&] {
        WebSocketClient socket;
        return socket.connect(server.port(), path, {{"Cookie", ada.cookie_header()}}).status;
    };
    EXPECT_EQ(knock(), 101);
    EXPECT_EQ(knock(), 101);
    EXPECT_EQ(knock(), 429);
    faults.move_clock(hours(24));
    EXPECT_EQ(knock(), 429);
    faults.move_clock(hours(-24));
    EXPECT_EQ(knock(), 429);
    EXPECT_EQ(ada.get("/projects").status, 200);
    faults.move_clock(hours(24 * 8));
    EXPECT_EQ(ada.get("/projects").status, 401);
}

}  // namespace
}  // namespace pictbook::test
