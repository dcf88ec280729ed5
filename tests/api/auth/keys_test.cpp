// How a person makes API keys and takes them back.
#include <gmock/gmock.h>

#include <future>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "calls.hpp"
#include "support/keys.hpp"

namespace pictbook::test {
namespace {

using std::chrono::seconds;

constexpr const char* kCreate = "/auth/api-key/create";

Reply create(const Person& person, const std::string& members) { return person.post(kCreate, "{" + members + "}"); }

// KEY-1
TEST(ApiKeys, AreToldOnceAndInClear) {
    const Person ada = shared_server().sign_up();
    const Reply made = create(ada, R"("name":"Nightly backup","scope":"write","expiresIn":3600)");
    ASSERT_EQ(made.status, 200) << made.body;
    EXPECT_EQ(made.json().as_object().size(), 8u);
    EXPECT_EQ(made.at("/name"), "Nightly backup");
    EXPECT_EQ(made.at("/scope"), "write");
    EXPECT_EQ(made.at("/lastUsedAt"), "null");
    EXPECT_THAT(made.at("/key"), testing::MatchesRegex("pb_[A-Za-z0-9]{40}"));
    EXPECT_EQ(made.at("/start"), made.at("/key").substr(0, 9));
    EXPECT_EQ(*parse_time(made.at("/expiresAt")) - *parse_time(made.at("/createdAt")), seconds(3600));
    EXPECT_LT(now() - *parse_time(made.at("/createdAt")), seconds(60));
    const Reply lasting = create(ada, R"("name":"n","scope":"read","expiresIn":null)");
    EXPECT_EQ(lasting.at("/expiresAt"), "null");
    EXPECT_EQ(ada.get("/auth/api-key/list").body.find(made.at("/key")), std::string::npos);
}

// KEY-2
TEST(ApiKeys, ThatDoNotFitAreNotMade) {
    const Person ada = shared_server().sign_up();
    const std::string scope = R"("scope":"read")", name = R"("name":"n")", most = std::string(100, 'n');
    expect_error(create(ada, R"("name":"",)" + scope), 400, "Name too short", "NAME_TOO_SHORT");
    expect_error(create(ada, R"("name":"n)" + most + "\"," + scope), 400, "Name too long", "NAME_TOO_LONG");
    expect_error(create(ada, scope), 400, "Invalid name", "INVALID_NAME");
    for (const char* other :
         {R"("scope":"READ")", R"("scope":"owner")", R"("scope":"")", R"("scope":null)", R"("x":1)"})
        expect_error(create(ada, name + "," + other), 400, "Invalid scope", "INVALID_SCOPE");
    for (const char* life : {"0", "-1", "1.5", "315360001", "1e400", "\"60\"", "99999999999999999999"})
        expect_error(create(ada, name + "," + scope + R"(,"expiresIn":)" + life), 400, "Invalid expiresIn",
                     "INVALID_EXPIRESIN");
    expect_error(ada.post(kCreate), 400, "Invalid body", "INVALID_BODY");
    EXPECT_EQ(ada.get("/auth/api-key/list").body, "[]");
    EXPECT_EQ(create(ada, R"("name":")" + most + "\"," + scope + R"(,"expiresIn":315360000)").status, 200);
}

// KEY-3
TEST(ApiKeys, AreAtMostFiftyOfAPerson) {
    const Person ada = shared_server().sign_up(), ben = shared_server().sign_up("ben");
    for (int i = 0; i < 40; ++i) make_key(ada, "read");
    std::vector<std::future<int>> answers;
    for (int i = 0; i < 20; ++i)
        answers.push_back(
            std::async(std::launch::async, [&] { return create(Person(ada), R"("name":"n","scope":"read")").status; }));
    std::map<int, int> statuses;
    for (std::future<int>& answer : answers) ++statuses[answer.get()];
    EXPECT_EQ(statuses, (std::map<int, int>{{200, 10}, {400, 10}}));
    expect_error(create(ada, R"("name":"n","scope":"read")"), 400, "Too many keys", "TOO_MANY_KEYS");
    EXPECT_EQ(ada.get("/auth/api-key/list").json().as_array().size(), 50u);
    make_key(ben, "read");
    const std::string id(ada.get("/auth/api-key/list").at("/0/id"));
    EXPECT_EQ(ada.post("/auth/api-key/delete", R"({"keyId":")" + id + "\"}").body, R"({"success":true})");
    make_key(ada, "read");
}

// KEY-4
TEST(ApiKeys, AreListedNewestFirst) {
    const Person ada = shared_server().sign_up(), ben = shared_server().sign_up("ben");
    EXPECT_EQ(ada.get("/auth/api-key/list").body, "[]");
    const std::string first = make_key(ada, "admin"), ended = make_key(ada, "read", R"("expiresIn":1)");
    make_key(ben, "read");
    sql(shared_server(), "UPDATE \"ApiKey\" SET \"expiresAt\" = '" + to_sql(now() - seconds(1)) +
                             "', \"createdAt\" = '" + to_sql(now() + seconds(1)) + "' WHERE \"start\" = '" +
                             ended.substr(0, 9) + "'");
    const Reply list = ada.get("/auth/api-key/list");
    ASSERT_EQ(list.json().as_array().size(), 2u);
    EXPECT_EQ(list.json().at(0).as_object().size(), 7u);
    EXPECT_EQ(list.at("/0/start"), ended.substr(0, 9)) << "one that has ended stays";
    EXPECT_EQ(list.at("/1/start"), first.substr(0, 9));
    EXPECT_EQ(list.at("/1/scope"), "admin");
}

// KEY-5
TEST(ApiKeys, AreTakenBackByTheirPersonOnly) {
    const Person ada = shared_server().sign_up(), ben = shared_server().sign_up("ben");
    const Person program = program_of(ada, "read");
    EXPECT_EQ(program.get("/projects").status, 200);
    const std::string one = R"({"keyId":")" + key_id(ada, program.key) + "\"}";
    expect_error(ben.post("/auth/api-key/delete", one), 404, "Key not found", "KEY_NOT_FOUND");
    EXPECT_EQ(program.get("/projects").status, 200);
    EXPECT_EQ(ada.post("/auth/api-key/delete", one).body, R"({"success":true})");
    EXPECT_EQ(program.get("/projects").status, 401);
    expect_error(ada.post("/auth/api-key/delete", one), 404, "Key not found", "KEY_NOT_FOUND");
    EXPECT_EQ(ada.post("/auth/api-key/delete", "{}").status, 400);
}

// KEY-6
TEST(ApiKeys, AreNowhereInTheDatabase) {
    const Person ada = shared_server().sign_up();
    const std::string key = make_key(ada, "read"), start = key.substr(0, 9);
    const std::string row = sql(shared_server(), R"(SELECT "id" || "name" || "start" || "hash" || "scope" || "userId"
                                                 FROM "ApiKey" WHERE "start" = ')" +
                                                     start + "'");
    EXPECT_NE(row.find(to_hex(sha256(key))), std::string::npos);
    EXPECT_EQ(row.find(key.substr(9)), std::string::npos);
    // What is kept of it opens nothing.
    Person thief = shared_server().nobody();
    for (const std::string& kept : {to_hex(sha256(key)), "pb_" + to_hex(sha256(key)), start}) {
        thief.key = kept;
        EXPECT_EQ(thief.get("/projects").status, 401) << kept;
    }
}

// KEY-7
TEST(ApiKeys, CountForNothingBelowAuth) {
    const Person ada = shared_server().sign_up(), program = program_of(ada, "admin");
    EXPECT_EQ(program.get("/auth/get-session").body, "null");
    for (const char* path : {"/auth/list-sessions", "/auth/list-accounts", "/auth/api-key/list"})
        expect_error(program.get(path), 401, "", "UNAUTHORIZED");
    for (const char* path : {"/auth/update-user", "/auth/change-password", "/auth/revoke-session", "/auth/link-social",
                             "/auth/revoke-other-sessions", "/auth/revoke-sessions", "/auth/unlink-account", kCreate,
                             "/auth/api-key/delete"}) {
        const Reply reply =
            program.post(path, R"({"name":"Eve","scope":"read","token":"x","providerId":"x","keyId":"x",)"
                               R"("provider":"google","currentPassword":"correct horse 42",)"
                               R"("newPassword":"another horse"})");
        expect_error(reply, 401, "", "UNAUTHORIZED");
    }
    // Beside a session it changes nothing there, right or wrong.
    Person both = ada;
    both.key = "pb_wrong";
    EXPECT_TRUE(is_signed_in(both));
    const HeaderList evil{{"Origin", "https://evil.example"}};
    expect_error(both.post("/auth/api-key/create", R"({"name":"n","scope":"read"})", evil), 403, "Invalid origin",
                 "INVALID_ORIGIN");
}

// KEY-16
TEST(ApiKeys, OutliveSessions) {
    const Person ada = shared_server().sign_up(), program = program_of(ada, "read");
    const std::string change = R"({"currentPassword":")" + kPassword + R"(","newPassword":"another horse",)";
    EXPECT_EQ(ada.post("/auth/change-password", change + R"("revokeOtherSessions":true})").status, 200);
    EXPECT_EQ(ada.post("/auth/revoke-sessions").status, 200);
    EXPECT_EQ(program.get("/projects").status, 200);
}

// KEY-27
TEST(ApiKeys, AreMadeInAFreshSessionOnly) {
    const Person ada = shared_server().sign_up();
    make_session_old(shared_server(), token_of(ada));
    const std::string members = R"("name":"n","scope":"read")";
    expect_error(create(ada, members), 403, "Session is not fresh", "SESSION_IS_NOT_FRESH");
    EXPECT_EQ(ada.get("/auth/api-key/list").body, "[]");
    EXPECT_EQ(create(sign_in_again(ada), members).status, 200);
}

}  // namespace
}  // namespace pictbook::test
