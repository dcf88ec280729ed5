// Which route answers a path.
#include "http/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/websocket.hpp"

namespace pictbook::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct RouterParts {};

class RouterTest : public testing::Test {
protected:
    RouterTest() {
        Table<RouterParts> table;
        for (const auto& [verb, path] :
             std::vector<std::pair<Verb, const char*>>{{Verb::get, "/"},
                                                       {Verb::get, "/projects"},
                                                       {Verb::post, "/projects"},
                                                       {Verb::get, "/projects/:id"},
                                                       {Verb::remove, "/projects/:id/users/:userId"}})
            table.push_back({verb, path, 0, false, {}, {}});
        router_.mount(std::move(table), &parts_);
        router_.mount_socket("/canvas/:id", "", {}, {});
        router_.quiet_below("/auth");
    }

    /// The matched route as `VERB /path`, or nothing; params_ are what its names matched.
    std::string match(Verb verb, const std::string& path) {
        Request request;
        request.verb = verb;
        request.path = path;
        const Endpoint* endpoint = router_.match(request);
        params_ = request.params;
        return endpoint ? std::string(name_of(endpoint->verb)) + " " + endpoint->path : "";
    }

    RouterParts parts_;
    Router router_;
    std::vector<std::string> params_;
};

// HTTP-2, HTTP-3
TEST_F(RouterTest, FindsARouteByVerbAndPath) {
    EXPECT_EQ(match(Verb::get, "/"), "GET /");
    EXPECT_EQ(match(Verb::get, "/projects"), "GET /projects");
    EXPECT_EQ(match(Verb::post, "/projects"), "POST /projects");
    EXPECT_EQ(match(Verb::put, "/projects"), "");
    EXPECT_EQ(match(Verb::other, "/projects"), "");
    EXPECT_EQ(match(Verb::options, "/projects"), "");
    EXPECT_EQ(match(Verb::get, "/Projects"), "");
    EXPECT_EQ(match(Verb::get, "/projects/a/b"), "");
    EXPECT_EQ(match(Verb::get, "/project"), "");
    EXPECT_EQ(match(Verb::get, "//projects"), "");
    EXPECT_EQ(match(Verb::get, "/projects/a/users/b"), "");
}

// HTTP-6
TEST_F(RouterTest, TakesHeadAsGet) {
    EXPECT_EQ(match(Verb::head, "/projects/a"), "GET /projects/:id");
    EXPECT_EQ(match(Verb::head, "/projects/a/users/b"), "");
}

TEST_F(RouterTest, DecodesWhatTheNamesMatched) {
    EXPECT_EQ(match(Verb::get, "/projects/abc"), "GET /projects/:id");
    EXPECT_THAT(params_, ElementsAre("abc"));
    EXPECT_EQ(match(Verb::remove, "/projects/a%20b/users/c%2Fd"), "DELETE /projects/:id/users/:userId");
    EXPECT_THAT(params_, ElementsAre("a b", "c/d"));
}

// HTTP-5
TEST_F(RouterTest, LeavesABrokenEscapeAsItCame) {
    EXPECT_EQ(match(Verb::get, "/projects/%zz"), "GET /projects/:id");
    EXPECT_THAT(params_, ElementsAre("%zz"));
    EXPECT_EQ(match(Verb::get, "/projects/%00"), "GET /projects/:id");
    EXPECT_THAT(params_, ElementsAre(std::string(1, '\0')));
}

TEST_F(RouterTest, KeepsSocketsApart) {
    EXPECT_EQ(match(Verb::get, "/canvas/abc"), "");
    Request request;
    request.path = "/canvas/abc";
    ASSERT_NE(router_.match_socket(request), nullptr);
    EXPECT_THAT(request.params, ElementsAre("abc"));
    request.path = "/projects";
    EXPECT_EQ(router_.match_socket(request), nullptr);
}

TEST_F(RouterTest, KeepsPermissionsOutOfTheLog) {
    Table<RouterParts> table;
    table.push_back({Verb::get, "/blob/:capability/:name", 0, false, {}, {}});
    router_.mount(std::move(table), &parts_);
    const auto logged = [&](const char* path) {
        Request request;
        request.path = path;
        return router_.loggable_path(request);
    };
    EXPECT_EQ(logged("/blob/secret/a.png"), "/blob/:capability/a.png");
    EXPECT_EQ(logged("/projects/abc"), "/projects/abc");
    EXPECT_EQ(logged("/"), "/");
    EXPECT_EQ(logged("/docs/openapi.json"), "/docs/openapi.json");
    EXPECT_EQ(logged("/projects/c00000000000000000000000x/images"), "/projects/c00000000000000000000000x/images");
    // WATCH-5
    EXPECT_EQ(logged("/projects/bob@example.com"), "/projects/:other");
    EXPECT_EQ(logged("/a%20b/abcdefghijklmnopqrstuvwxyz"), "/:other/:other");
}

// HTTP-2, AUTH-3
TEST_F(RouterTest, IsQuietBelowItsPrefix) {
    const auto body = [&](const char* path) {
        Request request;
        request.path = path;
        const Response response = router_.not_found(request);
        EXPECT_EQ(response.status, 404u);
        return response.body;
    };
    EXPECT_EQ(body("/nowhere"), "NOT_FOUND");
    EXPECT_EQ(body("/authority"), "NOT_FOUND");
    EXPECT_THAT(body("/auth"), IsEmpty());
    EXPECT_THAT(body("/auth/nowhere"), IsEmpty());
}

}  // namespace
}  // namespace pictbook::http
