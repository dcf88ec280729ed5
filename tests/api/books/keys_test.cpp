// What a program may do with a key of its person.
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "support/cast.hpp"
#include "support/comes_true.hpp"
#include "support/database.hpp"
#include "support/images.hpp"
#include "support/keys.hpp"

namespace pictbook::test {
namespace {

const std::string kRefused = R"({"message":"This key may not do that"})";

class Keys : public testing::Test {
protected:
    static Person with(const Person& person, const std::string& key) {
        Person both = person;
        both.key = key;
        return both;
    }

    const Person& owner_ = cast().owner;
    const std::string book_ = make_shared_book(), path_ = "/projects/" + book_;
    const std::string image_ = owner_.upload(path_ + "/images", {{"a.png", kDot}}).at("/0/id");
    const std::string element_ = make_element(owner_, book_, element_json("CIRCLE"));
};

// KEY-8, KEY-9
TEST_F(Keys, OfEveryScopeReadWhatTheirPersonReads) {
    for (const char* scope : {"read", "write", "admin"}) {
        const Person program = program_of(cast().viewer, scope);
        for (const std::string& path : {std::string("/projects"), path_, path_ + "/settings", path_ + "/users",
                                        path_ + "/elements", path_ + "/images", "/elements/" + element_}) {
            const Reply reply = program.get(path);
            EXPECT_EQ(reply.status, 200) << scope << " " << path;
            EXPECT_EQ(reply.body, cast().viewer.get(path).body) << scope << " " << path;
            EXPECT_EQ(program.request("HEAD", path, "", {}).status, 200) << scope << " " << path;
            EXPECT_FALSE(reply.has("Set-Cookie"));
        }
        EXPECT_EQ(program.get("/projects/" + make_shared_book("LINK")).status, 200);
    }
    const Person outsider = program_of(cast().outsider, "admin");
    EXPECT_EQ(outsider.get(path_).body, R"({"message":"Project not found"})");
    EXPECT_EQ(outsider.get(path_ + "/users").body, R"({"message":"Forbidden"})");
}

// KEY-9
TEST_F(Keys, DoNoMoreThanTheirScope) {
    const std::string element = element_json("RECTANGLE"), elements = path_ + "/elements",
                      name = R"({"name":"Another"})";
    const std::vector<std::array<std::string, 3>> writes{{"POST", elements, element},
                                                         {"POST", elements + "/bulk", "[" + element + "]"},
                                                         {"PUT", elements + "/bulk", "[]"},
                                                         {"PUT", "/elements/" + element_, R"({"type":"CIRCLE","x":7})"},
                                                         {"DELETE", "/elements/" + element_, ""},
                                                         {"POST", path_ + "/images", "{}"},
                                                         {"DELETE", "/images/" + image_, ""}};
    const std::string invitation = R"({"email":")" + cast().outsider_email + R"(","role":"VIEWER"})";
    const std::vector<std::array<std::string, 3>> rest{
        {"POST", "/projects", name},
        {"PATCH", path_, name},
        {"POST", path_ + "/users", invitation},
        {"PATCH", path_ + "/users/" + cast().viewer_id, R"({"role":"EDITOR"})"},
        {"DELETE", path_ + "/users/" + cast().viewer_id, ""},
        {"DELETE", path_, ""}};
    const Person reader = program_of(owner_, "read"), writer = program_of(owner_, "write"),
                 admin = program_of(owner_, "admin");
    const auto ask = [](const Person& program, const std::array<std::string, 3>& what) {
        return program.request(what[0], what[1], what[2], {});
    };
    const std::string before = owner_.get(path_).body;
    std::vector<std::pair<const Person*, const std::vector<std::array<std::string, 3>>*>> refused{
        {&reader, &writes}, {&reader, &rest}, {&writer, &rest}};
    for (const auto& [program, calls] : refused)
        for (const auto& what : *calls) {
            const Reply reply = ask(*program, what);
            EXPECT_EQ(reply.status, 403) << what[0] << " " << what[1];
            EXPECT_EQ(reply.body, kRefused) << what[0] << " " << what[1];
        }
    EXPECT_EQ(reader.post("/projects/" + kUnknownId + "/elements", element).body, kRefused) << "whatever is there";
    EXPECT_EQ(reader.remove("/images/" + kUnknownId).body, kRefused);
    EXPECT_EQ(owner_.get(path_).body, before);
    EXPECT_EQ(writer.upload(path_ + "/images", {{"b.png", kDot}}).status, 200);
    for (const auto& what : writes) {
        if (what[2] == "{}") continue;  // the upload
        EXPECT_EQ(ask(writer, what).status, 200) << what[0] << " " << what[1];
    }
    EXPECT_EQ(admin.post(elements, element).status, 200) << "admin may write too";
    for (const auto& what : rest) EXPECT_EQ(ask(admin, what).status, 200) << what[0] << " " << what[1];
}

// KEY-10
TEST_F(Keys, DoNoMoreThanTheirPerson) {
    const Person viewer = program_of(cast().viewer, "admin"), editor = program_of(cast().editor, "admin");
    const std::string element = element_json("CIRCLE"), name = R"({"name":"Another"})";
    expect_all({
        {"KEY-10", &viewer, "POST", path_ + "/elements", element, 401, R"({"message":"Unauthorized"})"},
        {"KEY-10", &viewer, "DELETE", "/images/" + image_, "", 401, R"({"message":"Unauthorized"})"},
        {"KEY-10", &editor, "PATCH", path_, name, 403, R"({"message":"You are not an owner of this project"})"},
        {"KEY-10", &editor, "DELETE", path_, "", 403, R"({"message":"You are not an owner of this project"})"},
        {"KEY-10", &editor, "DELETE", path_ + "/users/" + cast().viewer_id, "", 403,
         R"({"message":"You are not an owner of this project"})"},
        {"KEY-10", &editor, "POST", path_ + "/elements", element, 200, "…"},
    });
    // At once when the role changes.
    EXPECT_EQ(owner_.patch(path_ + "/users/" + cast().editor_id, R"({"role":"VIEWER"})").status, 200);
    EXPECT_EQ(editor.post(path_ + "/elements", element).status, 401);
}

// KEY-11
TEST_F(Keys, ThatAreWrongAreRefusedEverywhere) {
    const std::string right = make_key(owner_, "admin"), revoked = make_key(owner_, "admin"),
                      ended = make_key(owner_, "admin", R"("expiresIn":1)");
    revoke_key(owner_, revoked);
    ASSERT_TRUE(comes_true([&] { return with(cast().nobody, ended).get("/projects").status == 401; }));
    std::string changed = right;
    changed.back() = changed.back() == 'x' ? 'y' : 'x';
    const std::string open = "/projects/" + make_shared_book("PUBLIC");
    EXPECT_EQ(cast().nobody.get(open).status, 200);
    for (const std::string& key : {revoked, ended, changed, right + "x", right.substr(0, 42), std::string("pb_")}) {
        for (const Person& person : {with(cast().nobody, key), with(owner_, key)}) {
            for (const std::string& path : {std::string("/projects"), path_, open, open + "/elements",
                                            "/elements/" + element_, open + "/users", "/projects/" + kUnknownId}) {
                const Reply reply = person.get(path);
                EXPECT_EQ(reply.status, 401) << path;
                EXPECT_EQ(reply.body, "Unauthorized") << path;
            }
            EXPECT_EQ(person.post("/projects", R"({"name":"Another"})").status, 401);
            EXPECT_EQ(person.post(path_ + "/elements", element_json("CIRCLE")).status, 401);
        }
    }
}

// KEY-8
TEST_F(Keys, CountInTheirHeaderOnlyAndBeforeTheCookie) {
    const std::string key = make_key(owner_, "read"), cookie = "pctsh-book-local.session_token=" + key;
    const Person& nobody = cast().nobody;
    EXPECT_EQ(nobody.get("/projects", {{"authorization", "bearer  " + key}}).status, 200);
    for (const HeaderList& headers : std::vector<HeaderList>{{{"Cookie", cookie}},
                                                             {{"Cookie", cookie + ".x"}},
                                                             {{"Authorization", key}},
                                                             {{"Authorization", "Basic " + key}},
                                                             {{"X-API-Key", key}}})
        EXPECT_EQ(nobody.get("/projects", headers).status, 401) << headers.front().second;
    EXPECT_EQ(nobody.get("/projects?key=" + key + "&authorization=Bearer%20" + key + "&access_token=" + key).status,
              401);
    const Person both = with(cast().outsider, key);
    EXPECT_EQ(both.get(path_).status, 200) << "as the owner";
    EXPECT_EQ(both.post("/projects", R"({"name":"Another"})").body, kRefused);
    // Another bearer token is no key, and takes nothing from the cookie.
    EXPECT_EQ(owner_.get("/projects", {{"Authorization", "Bearer something"}}).status, 200);
}

// KEY-12
TEST_F(Keys, AreNotRefusedForAForeignOrigin) {
    const HeaderList evil{{"Origin", "https://evil.example"}};
    const Person program = with(owner_, make_key(owner_, "write"));
    const Reply made = program.post(path_ + "/elements", element_json("CIRCLE"), evil);
    EXPECT_EQ(made.status, 200) << made.body;
    EXPECT_FALSE(made.has("Access-Control-Allow-Origin"));
    EXPECT_EQ(owner_.post(path_ + "/elements", element_json("CIRCLE"), evil).status, 403);
}

// KEY-13
TEST_F(Keys, HaveTheirUseWrittenOnceAMinute) {
    const Person program = program_of(owner_, "read");
    const std::string where = R"( FROM "ApiKey" WHERE "start" = ')" + program.key.substr(0, 9) + "'";
    const Database database(shared_server());
    const auto last_use = [&] { return database.value(R"(SELECT "lastUsedAt")" + where); };
    EXPECT_EQ(last_use(), "");
    program.get("/projects");
    const std::string first = last_use();
    EXPECT_LT(now() - *parse_time(first), Seconds(30));
    program.get(path_);
    EXPECT_EQ(last_use(), first);
    const auto set = [&](Seconds ago) {
        database.run(R"(UPDATE "ApiKey" SET "lastUsedAt" = ')" + to_sql(now() - ago) + R"(' WHERE "start" = ')" +
                     program.key.substr(0, 9) + "'");
        return last_use();
    };
    const std::string recent = set(Seconds(30));
    program.get("/elements/" + element_);
    EXPECT_EQ(last_use(), recent);
    const std::string old = set(Seconds(61));
    program.get("/elements/" + element_);
    EXPECT_GT(last_use(), old);
}

// KEY-17
TEST_F(Keys, AreDescribedBesideTheRoutesThatTakeThem) {
    const auto document = cast().nobody.get("/docs/json").json();
    EXPECT_EQ(document.at("components").at("securitySchemes").at("key").at("scheme").as_string(), "bearer");
    int taking = 0;
    for (const auto& [path, item] : document.at("paths").as_object()) {
        for (const auto& [verb, operation] : item.as_object()) {
            const auto* security = operation.as_object().if_contains("security");
            if (!security) continue;
            std::string scope;
            for (const auto& choice : security->as_array())
                if (const auto* scopes = choice.as_object().if_contains("key")) scope = scopes->at(0).as_string();
            EXPECT_EQ(scope.empty(), path.starts_with("/auth/")) << verb << " " << path;
            if (scope.empty()) continue;
            ++taking;
            EXPECT_EQ(scope == "read", verb == "get") << path;
            const bool edits = path.find("elements") != path.npos || path.find("images") != path.npos ||
                               path.find("history") != path.npos || path.find("versions") != path.npos;
            if (verb != "get") EXPECT_EQ(scope, edits ? "write" : "admin") << verb << " " << path;
        }
    }
    EXPECT_GE(taking, 18);
}

}  // namespace
}  // namespace pictbook::test
