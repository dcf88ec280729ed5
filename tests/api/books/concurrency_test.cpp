// Many requests at the same time: BOOK-14, and that nobody sees an error of the server.
#include <gmock/gmock.h>

#include <atomic>
#include <functional>
#include <map>
#include <thread>

#include "support/cast.hpp"

namespace pictbook::test {

namespace {

/// The statuses of `count` requests that begin together.
std::vector<int> at_once(int count, const std::function<int(int)>& request) {
    std::atomic<int> waiting = count;
    std::vector<int> statuses(static_cast<std::size_t>(count));
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&, i] {
            for (--waiting; waiting > 0;) std::this_thread::yield();
            statuses[static_cast<std::size_t>(i)] = request(i);
        });
    for (std::thread& thread : threads) thread.join();
    return statuses;
}

std::map<int, int> counts(const std::vector<int>& statuses) {
    std::map<int, int> out;
    for (const int status : statuses) ++out[status];
    return out;
}

}  // namespace

TEST(AtOnce, OneOfTwentyEqualInvitationsSucceeds) {  // BOOK-14
    const std::string book = make_book(cast().owner);
    const std::string body = R"({"email":")" + cast().editor_email + R"(","role":"EDITOR"})";
    const auto statuses =
        at_once(20, [&](int) { return cast().owner.post("/projects/" + book + "/users", body).status; });
    EXPECT_EQ(counts(statuses), (std::map<int, int>{{200, 1}, {409, 19}}));
    EXPECT_EQ(cast().owner.get("/projects/" + book + "/users").json().as_array().size(), 2u);
}

TEST(AtOnce, OneOfTwoOwnersWhoRemoveEachOtherStays) {  // BOOK-18
    for (int round = 0; round < 5; ++round) {
        const std::string book = make_shared_book(), users = "/projects/" + book + "/users/";
        EXPECT_EQ(cast().owner.patch(users + cast().editor_id, R"({"role":"OWNER"})").status, 200);
        const auto statuses = at_once(2, [&](int i) {
            return i == 0 ? cast().owner.remove(users + cast().editor_id).status
                          : cast().editor.remove(users + cast().owner_id).status;
        });
        EXPECT_EQ(counts(statuses)[200], 1);
        const Person& left = statuses[0] == 200 ? cast().owner : cast().editor;
        EXPECT_EQ(left.get("/projects/" + book + "/users").at("/0/role"), "OWNER");
    }
}

TEST(AtOnce, SignUpsMixUpNobody) {  // AUTH-16
    TestServer& server = shared_server();
    std::vector<Person> people(6, Person(server.port()));
    const std::string mark = make_book(cast().owner);
    const auto statuses = at_once(6, [&](int i) {
        const std::string email = mark + std::to_string(i) + "@example.com";
        return people[static_cast<std::size_t>(i)]
            .post("/auth/sign-up/email",
                  R"({"name":"Someone","email":")" + email + R"(","password":")" + kPassword + R"("})")
            .status;
    });
    EXPECT_EQ(counts(statuses), (std::map<int, int>{{200, 6}}));
    for (std::size_t i = 0; i < people.size(); ++i)
        EXPECT_EQ(email_of(people[i]), mark + std::to_string(i) + "@example.com");
}

TEST(AtOnce, OneOfManyEqualSignUpsSucceeds) {  // AUTH-19
    const std::string email = make_book(cast().owner) + "@example.com";
    const std::string body = R"({"name":"Someone","email":")" + email + R"(","password":")" + kPassword + R"("})";
    const auto statuses =
        at_once(6, [&](int) { return shared_server().nobody().post("/auth/sign-up/email", body).status; });
    EXPECT_EQ(counts(statuses), (std::map<int, int>{{200, 1}, {422, 5}}));
}

TEST(AtOnce, WritesToOneElementAreAllAnswered) {  // DB-4
    const std::string book = make_shared_book();
    const std::string path = "/elements/" + make_element(cast().editor, book, element_json("CIRCLE"));
    const auto statuses = at_once(16, [&](int i) {
        const Reply reply = cast().editor.put(path, R"({"type":"CIRCLE","zIndex":)" + std::to_string(i) + "}");
        EXPECT_EQ(reply.at("/zIndex"), std::to_string(i));
        return reply.status;
    });
    EXPECT_EQ(counts(statuses), (std::map<int, int>{{200, 16}}));
    EXPECT_EQ(cast().editor.get(path).status, 200);
}

TEST(AtOnce, ABookMayBeDeletedWhileOthersWrite) {  // BOOK-6, ELEM-17, DB-5
    for (int round = 0; round < 3; ++round) {
        const std::string book = make_shared_book(), elements = "/projects/" + book + "/elements";
        const std::string one = "/elements/" + make_element(cast().editor, book, element_json("CIRCLE"));
        std::atomic<bool> deleted = false;
        std::atomic<int> written = 0;
        std::map<int, int> seen[5];
        const auto keep_writing = [&](std::size_t who, const std::function<int()>& write) {
            for (int after = 0; after < 2; after += deleted ? 1 : 0) {
                const int status = write();
                ++seen[who][status];
                if (status == 200) ++written;
            }
            return 0;
        };
        const Person& editor = cast().editor;
        at_once(6, [&](int i) {
            switch (i) {
                case 0:
                    return keep_writing(0, [&] { return editor.post(elements, element_json("TEXT")).status; });
                case 1:
                    return keep_writing(1, [&] { return editor.put(one, R"({"type":"CIRCLE","x":5})").status; });
                case 2:
                    return keep_writing(
                        2, [&] { return editor.post(elements + "/bulk", "[" + element_json("CIRCLE") + "]").status; });
                case 3:
                    return keep_writing(
                        3, [&] { return editor.upload("/projects/" + book + "/images", {{"a.png", kDot}}).status; });
                case 4:
                    return keep_writing(4, [&] { return cast().viewer.get("/projects/" + book).status; });
                default:
                    break;
            }
            while (written < 10) std::this_thread::yield();
            EXPECT_EQ(cast().owner.remove("/projects/" + book).status, 200);
            deleted = true;
            return 0;
        });
        const int refused[] = {401, 404, 401, 401, 404};
        for (std::size_t who = 0; who < 5; ++who)
            for (const auto& [status, count] : seen[who])
                EXPECT_THAT(status, testing::AnyOf(200, refused[who])) << who << " got " << count << " times";
        EXPECT_EQ(cast().owner.get(one).status, 404);
    }
}

}  // namespace pictbook::test
