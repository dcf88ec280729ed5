// What was acknowledged is there after the process was killed: DB-1, DB-2, DB-4, DB-10, DB-12.
#include <gmock/gmock.h>
#include <signal.h>

#include <atomic>
#include <functional>
#include <set>
#include <thread>

#include "support/cast.hpp"
#include "support/images.hpp"
#include "support/stack.hpp"

namespace pictbook::test {

namespace {

/// Runs the writers beside each other until together they were answered `enough` times, then kills the server.
class Crash {
public:
    explicit Crash(TestServer& server) : server_(server) {}

    /// `write(number)` gives what identifies the write once it is acknowledged, or empty.
    void write_until_killed(int writers, int enough, const std::function<std::string(int, int)>& write) {
        std::vector<std::thread> threads;
        std::mutex mutex;
        for (int writer = 0; writer < writers; ++writer)
            threads.emplace_back([&, writer] {
                for (int i = 0; !over_; ++i) {
                    std::string made;
                    try {
                        made = write(writer, i);
                    } catch (const std::runtime_error&) {  // the server is gone: `made` stays empty
                    }
                    if (made.empty()) break;
                    const std::lock_guard lock(mutex);
                    acknowledged.push_back(std::move(made));
                    ++answered_;
                }
                ++ended_;
            });
        while (answered_ < enough && ended_ < writers) std::this_thread::yield();
        EXPECT_GE(answered_, enough);
        EXPECT_EQ(server_.stop(SIGKILL), 128 + SIGKILL);
        over_ = true;
        for (std::thread& thread : threads) thread.join();
        server_.start();
    }
    std::vector<std::string> acknowledged;

private:
    TestServer& server_;
    std::atomic<int> answered_ = 0, ended_ = 0;
    std::atomic<bool> over_ = false;
};

Person returned(const Person& person, const TestServer& server) {
    Person out(server.port());
    out.cookies = person.cookies;
    return out;
}

std::vector<std::string> members_of(const boost::json::value& list, const char* name) {
    std::vector<std::string> out;
    for (const auto& each : list.as_array()) out.emplace_back(each.at(name).as_string());
    return out;
}

}  // namespace

TEST(Killed, LosesNothingThatItAcknowledged) {  // DB-1, DB-10
    TestServer server;
    const Person ada = server.sign_up();
    std::string book = make_book(ada);
    std::set<std::string> all;
    for (int round = 0; round < 3; ++round) {
        const Person writer = returned(ada, server);
        Crash crash(server);
        crash.write_until_killed(6, 60, [&](int, int) {
            const Reply reply = writer.post("/projects/" + book + "/elements", element_json("TEXT"));
            return reply.status == 200 ? reply.at("/id") : std::string();
        });
        all.insert(crash.acknowledged.begin(), crash.acknowledged.end());
        const Reply listed = returned(ada, server).get("/projects/" + book + "/elements");
        ASSERT_EQ(listed.status, 200);
        EXPECT_THAT(members_of(listed.json(), "id"), testing::IsSupersetOf(all));
    }
    EXPECT_GE(all.size(), 180u);
}

TEST(Killed, KeepsWholeTransactionsOnly) {  // DB-2
    TestServer server;
    const Person ada = server.sign_up();
    const std::string book = make_book(ada);
    constexpr std::size_t kOfOne = 200;
    std::string body;
    for (std::size_t i = 0; i < kOfOne; ++i) body += (i ? "," : "[") + element_json("DRAWING");
    body += "]";
    for (int round = 0; round < 3; ++round) {
        const Person writer = returned(ada, server);
        Crash crash(server);
        crash.write_until_killed(4, 5, [&](int, int) {
            return writer.post("/projects/" + book + "/elements/bulk", body).status == 200 ? std::string("done")
                                                                                           : std::string();
        });
        const std::size_t stored =
            returned(ada, server).get("/projects/" + book + "/elements").json().as_array().size();
        EXPECT_EQ(stored % kOfOne, 0u);
        EXPECT_GE(stored, crash.acknowledged.size() * kOfOne);
    }
}

TEST(Killed, KeepsEveryPhotoWhole) {  // DB-12, IMG-18
    TestServer server;
    const Person ada = server.sign_up();
    const std::string book = make_book(ada), bytes = make_png(120, 90);
    const Person writer = returned(ada, server);
    Crash crash(server);
    crash.write_until_killed(4, 20, [&](int, int) {
        const Reply reply = writer.upload("/projects/" + book + "/images", {{"a.png", bytes}});
        return reply.status == 200 ? reply.at("/0/id") : std::string();
    });
    const Person again = returned(ada, server);
    const auto listed = again.get("/projects/" + book + "/images").json();
    EXPECT_THAT(members_of(listed, "id"), testing::IsSupersetOf(crash.acknowledged));
    for (const std::string& src : members_of(listed, "src"))
        EXPECT_TRUE(again.get(src.substr(src.find("/blob/"))).body == bytes) << src;
    if (is_on_stack()) return;  // only a file could be half there
    const std::filesystem::path objects = server.folder() / "data" / "blobs" / book;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(objects))
        if (entry.is_regular_file()) EXPECT_EQ(entry.file_size(), bytes.size()) << entry.path();
}

TEST(Killed, KeepsWhatWasDeletedAway) {  // DB-1
    TestServer server;
    const Person ada = server.sign_up(), bob = server.sign_up("bob"), still_signed_in = ada;
    const std::string book = make_book(bob), other = make_book(bob);
    EXPECT_EQ(bob.remove("/projects/" + book).status, 200);
    EXPECT_EQ(ada.post("/auth/sign-out").status, 200);
    EXPECT_EQ(server.stop(SIGKILL), 128 + SIGKILL);
    server.start();
    EXPECT_EQ(members_of(returned(bob, server).get("/projects").json(), "id"), std::vector<std::string>{other});
    EXPECT_EQ(returned(still_signed_in, server).get("/projects").status, 401);
}

TEST(Writes, AreSeenByWhoeverWasAnswered) {  // DB-4
    const std::string book = make_shared_book(), all = "/projects/" + book + "/elements";
    std::vector<std::thread> threads;
    for (int writer = 0; writer < 4; ++writer)
        threads.emplace_back([&, writer] {
            const std::string id = make_element(cast().editor, book, element_json("CIRCLE"));
            for (int i = 0; i < 25; ++i) {
                const std::string x = std::to_string(writer * 100 + i);
                EXPECT_EQ(cast().editor.put("/elements/" + id, R"({"type":"CIRCLE","x":)" + x + "}").status, 200);
                // On another connection, and by another person, which may be another worker of the server.
                EXPECT_EQ(cast().viewer.get("/elements/" + id).at("/x"), x);
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(cast().owner.get(all).json().as_array().size(), 4u);
}

}  // namespace pictbook::test
