// The API document itself: that it is sound, complete and true. DOC-2 to DOC-6; its truth: openapi_truth_test.cpp.
#include <gmock/gmock.h>

#include <set>

#include "api/images/openapi.hpp"

namespace pictbook::test {

namespace {

using boost::json::object;
using boost::json::value;
using testing::Contains;

std::vector<std::string> texts(const value* list) {
    std::vector<std::string> out;
    if (list)
        for (const value& each : list->as_array()) out.emplace_back(each.as_string());
    return out;
}

}  // namespace

TEST(OpenApi, SaysWhatItIs) {  // DOC-2
    EXPECT_EQ(document().at("openapi"), "3.1.0");
    EXPECT_EQ(document().at("info").at("title"), "Pictshare Book Documentation");
    EXPECT_EQ(document().at("info").at("version"), "1.0.0");
    const std::set<std::string_view> known{"openapi", "info", "tags", "paths", "components", "servers", "security"};
    for (const auto& [name, member] : document().as_object()) EXPECT_THAT(known, Contains(name));
}

TEST(OpenApi, IsSound) {  // DOC-2
    std::set<std::string> ids, tags;
    for (const value& tag : document().at("tags").as_array())
        EXPECT_TRUE(tags.emplace(tag.at("name").as_string()).second);
    const std::set<std::string_view> known{"summary",   "description", "tags",        "parameters", "requestBody",
                                           "responses", "security",    "operationId", "deprecated"};
    for (const Operation& each : operations()) {
        SCOPED_TRACE(each.name());
        for (const auto& [word, member] : each.json) EXPECT_THAT(known, Contains(word));
        EXPECT_TRUE(ids.emplace(each.json.at("operationId").as_string()).second) << "an operationId twice";
        for (const std::string& tag : texts(each.json.if_contains("tags"))) EXPECT_THAT(tags, Contains(tag));
        std::vector<std::string> path_names;
        if (const value* parameters = each.json.if_contains("parameters"))
            for (const value& parameter : parameters->as_array()) {
                EXPECT_THAT(std::string(parameter.at("in").as_string()), testing::AnyOf("path", "query", "header"));
                EXPECT_TRUE(parameter.at("schema").is_object());
                if (parameter.at("in") != "path") continue;
                path_names.emplace_back(parameter.at("name").as_string());
                EXPECT_TRUE(parameter.at("required").as_bool());
            }
        EXPECT_EQ(path_names, names_in(each.path));
        EXPECT_FALSE(each.json.at("responses").as_object().empty());
        for (const auto& [status, response] : each.json.at("responses").as_object()) {
            EXPECT_THAT(std::string(status), testing::MatchesRegex("[1-5][0-9][0-9]"));
            EXPECT_NE(response.at("description").as_string(), "") << status;
        }
        if (const value* body = each.json.if_contains("requestBody"))
            EXPECT_FALSE(body->at("content").as_object().empty());
        if (const value* security = each.json.if_contains("security"))
            for (const value& choice : security->as_array())
                for (const auto& [scheme, scopes] : choice.as_object())
                    EXPECT_TRUE(document().at("components").at("securitySchemes").as_object().contains(scheme));
    }
}

TEST(OpenApi, ListsTooManyRequestsWhereThereIsALimit) {  // LIMIT-18
    for (const Operation& each : operations()) {
        const std::string first = each.path.substr(1, each.path.find('/', 1) - 1);
        const bool limited = std::set<std::string>{"auth", "projects", "elements", "images", "canvas"}.contains(first);
        EXPECT_EQ(each.json.at("responses").as_object().contains("429"), limited) << each.name();
    }
}

TEST(OpenApi, RefersOnlyToWhatIsThere) {  // DOC-2
    int references = 0;
    walk(document(), "", [&](std::string_view name, const value& member, const std::string& place) {
        if (name == "$ref") {
            ++references;
            EXPECT_NE(resolve(document(), object{{"$ref", member}}), nullptr) << place << ": " << member.as_string();
        }
        if (name == "mapping")
            for (const auto& [word, target] : member.as_object())
                EXPECT_NE(resolve(document(), object{{"$ref", target}}), nullptr)
                    << place << ": " << target.as_string();
    });
    EXPECT_GT(references, 50);
    std::set<std::string> used;
    walk(document(), "", [&](std::string_view name, const value& member, const std::string&) {
        if (name == "$ref") used.emplace(member.as_string());
    });
    for (const auto& [name, schema] : document().at("components").at("schemas").as_object()) {
        EXPECT_TRUE(schema.is_object()) << name;
        const bool is_used = used.contains("#/components/schemas/" + std::string(name));
        EXPECT_TRUE(is_used || name == "CanvasEvent" || name == "CanvasCommand" || name == "CanvasMessage")
            << name << " is used by nothing";
    }
}

/// Described paths that say NOT_FOUND to some callers.
const std::set<std::string> kMayBeAbsent{"/docs/{file}", "/canvas/{id}", "/metrics"};

const std::vector<std::string> kRoutes{"GET /",
                                       "GET /favicon.svg",
                                       "GET /docs",
                                       "GET /docs/json",
                                       "GET /docs/live.json",
                                       "GET /projects/{id}/history",
                                       "POST /projects/{id}/history/restore",
                                       "GET /projects/{id}/versions",
                                       "POST /projects/{id}/versions",
                                       "DELETE /projects/{id}/versions/{versionId}",
                                       "GET /docs/{file}",
                                       "GET /canvas/{id}",
                                       "POST /auth/sign-up/email",
                                       "POST /auth/sign-in/email",
                                       "POST /auth/sign-out",
                                       "GET /auth/get-session",
                                       "POST /auth/update-user",
                                       "POST /auth/change-password",
                                       "GET /auth/list-sessions",
                                       "POST /auth/revoke-session",
                                       "POST /auth/revoke-other-sessions",
                                       "POST /auth/revoke-sessions",
                                       "GET /auth/list-accounts",
                                       "POST /auth/unlink-account",
                                       "POST /auth/api-key/create",
                                       "GET /auth/api-key/list",
                                       "POST /auth/api-key/delete",
                                       "POST /auth/sign-in/social",
                                       "POST /auth/link-social",
                                       "GET /auth/callback/{provider}",
                                       "GET /auth/two-factor/status",
                                       "POST /auth/two-factor/enable",
                                       "POST /auth/two-factor/disable",
                                       "POST /auth/two-factor/get-totp-uri",
                                       "POST /auth/two-factor/generate-backup-codes",
                                       "POST /auth/two-factor/verify-totp",
                                       "POST /auth/two-factor/verify-backup-code",
                                       "GET /auth/passkey/list-user-passkeys",
                                       "POST /auth/passkey/update-passkey",
                                       "POST /auth/passkey/delete-passkey",
                                       "GET /auth/passkey/generate-register-options",
                                       "POST /auth/passkey/verify-registration",
                                       "GET /auth/passkey/generate-authenticate-options",
                                       "POST /auth/passkey/generate-authenticate-options",
                                       "POST /auth/passkey/verify-authentication",
                                       "GET /auth/ok",
                                       "GET /auth/error",
                                       "POST /auth/forget-password",
                                       "POST /auth/request-password-reset",
                                       "POST /auth/reset-password",
                                       "GET /auth/reset-password/{token}",
                                       "POST /auth/send-verification-email",
                                       "GET /auth/verify-email",
                                       "POST /auth/change-email",
                                       "POST /auth/delete-user",
                                       "GET /auth/delete-user/callback",
                                       "GET /projects",
                                       "POST /projects",
                                       "POST /projects/archive",
                                       "GET /projects/{id}/archive",
                                       "GET /projects/{id}",
                                       "PATCH /projects/{id}",
                                       "DELETE /projects/{id}",
                                       "GET /projects/{id}/settings",
                                       "GET /projects/{id}/users",
                                       "POST /projects/{id}/users",
                                       "PATCH /projects/{id}/users/{userId}",
                                       "DELETE /projects/{id}/users/{userId}",
                                       "GET /projects/{id}/invitations",
                                       "DELETE /projects/{id}/invitations/{invitationId}",
                                       "GET /elements/{id}",
                                       "PUT /elements/{id}",
                                       "DELETE /elements/{id}",
                                       "GET /projects/{id}/elements",
                                       "POST /projects/{id}/elements",
                                       "POST /projects/{id}/elements/bulk",
                                       "PUT /projects/{id}/elements/bulk",
                                       "GET /projects/{id}/images",
                                       "POST /projects/{id}/images",
                                       "DELETE /images/{id}",
                                       "GET /blob/{capability}/{projectId}/images/{name}",
                                       "GET /health/live",
                                       "GET /health/ready",
                                       "GET /metrics"};

TEST(OpenApi, HasEveryRouteAndNoOther) {  // DOC-3
    std::vector<std::string> described;
    for (const Operation& each : operations()) described.push_back(each.name());
    EXPECT_THAT(described, testing::UnorderedElementsAreArray(kRoutes));
}

TEST(OpenApi, DescribesWhatEachRouteAnswersToNobody) {  // DOC-3
    for (const Operation& each : operations()) {
        if (kMayBeAbsent.contains(each.path)) continue;
        std::string path = each.path;
        for (const std::string& name : names_in(path))
            path.replace(path.find("{" + name + "}"), name.size() + 2, "some");
        const Reply reply = cast().nobody.request(each.verb, path, "", {});
        EXPECT_NE(reply.body, "NOT_FOUND") << each.name();
        EXPECT_FALSE(reply.status == 404 && reply.body.empty()) << each.name();
        EXPECT_TRUE(each.json.at("responses").as_object().contains(std::to_string(reply.status)))
            << each.name() << " " << reply.status;
    }
}

TEST(OpenApi, ExplainsEveryOperation) {  // DOC-4
    for (const Operation& each : operations()) {
        SCOPED_TRACE(each.name());
        EXPECT_GE(each.json.at("summary").as_string().size(), 5u);
        EXPECT_GE(each.json.at("description").as_string().size(), 10u);
        EXPECT_EQ(each.json.at("tags").as_array().size(), 1u);
        std::set<std::string> statuses;
        for (const auto& [status, response] : each.json.at("responses").as_object()) statuses.emplace(status);
        EXPECT_THAT(statuses, testing::AnyOf(Contains("200"), Contains("302"), Contains("101")));
        if (each.json.contains("security")) EXPECT_THAT(statuses, Contains("401"));
        if (each.json.contains("requestBody")) EXPECT_THAT(statuses, testing::AllOf(Contains("400"), Contains("413")));
        if (each.json.contains("requestBody") && !each.path.starts_with("/auth"))
            EXPECT_THAT(statuses, Contains("422"));
        if (each.path.starts_with("/auth/") && each.path != "/auth/ok") EXPECT_THAT(statuses, Contains("429"));
    }
}

TEST(OpenApi, HasASchemaForEveryJsonBody) {  // DOC-5
    for_each_media([](const std::string& place, const std::string& type, const object& media) {
        if (type != "application/json" || place == "GET /docs/json 200" || place == "GET /docs/live.json 200") return;
        ASSERT_TRUE(media.contains("schema")) << place;
        EXPECT_TRUE(media.contains("example") || media.contains("examples")) << place;
    });
}

TEST(OpenApi, HasExamplesThatFit) {  // DOC-5
    int examples = 0;
    for_each_media([&](const std::string& place, const std::string&, const object& media) {
        const value* schema = media.if_contains("schema");
        const auto check = [&](const value& example) {
            ++examples;
            ASSERT_NE(schema, nullptr) << place;
            EXPECT_THAT(misfits(document(), *schema, example, ""), testing::IsEmpty()) << place;
        };
        if (const value* example = media.if_contains("example")) check(*example);
        if (const value* several = media.if_contains("examples"))
            for (const auto& [name, each] : several->as_object()) check(each.at("value"));
    });
    EXPECT_GT(examples, 100);
    walk(document().at("components").at("schemas"), "",
         [](std::string_view, const value& member, const std::string& place) {
             const object* schema = member.if_object();
             const value* list = schema && schema->contains("type") ? schema->if_contains("examples") : nullptr;
             if (!list || !list->is_array()) return;
             for (const value& example : list->as_array())
                 EXPECT_THAT(misfits(document(), member, example, ""), testing::IsEmpty()) << place;
         });
}

TEST(OpenApi, HasTheMessagesOfTheSocket) {  // DOC-6
    const value& event = document().at("components").at("schemas").at("CanvasEvent");
    std::set<std::string> types;
    for (const value& alternative : event.at("oneOf").as_array())
        types.emplace(resolve(document(), alternative)->at("properties").at("type").at("const").as_string());
    EXPECT_EQ(types, (std::set<std::string>{"SHAPE_CREATE", "SHAPE_UPDATE", "SHAPE_DELETE", "FRAME_UPDATE",
                                            "IMAGE_CREATE", "CURSOR_SYNC", "CONNECTION"}));
    const value moved = boost::json::object{{"type", "CURSOR_SYNC"},
                                            {"timestamp", 1735689600000},
                                            {"payload", object{{"x", 1.5}, {"y", -2}, {"cursor", "pointer"}}}};
    EXPECT_THAT(misfits(document(), event, moved, ""), testing::IsEmpty());
    EXPECT_THAT(misfits(document(), event, object{{"type", "NOTHING"}}, ""), testing::Not(testing::IsEmpty()));
}

TEST(AsyncApi, HasTheMessagesOfBothProtocols) {  // DOC-8
    const value live = cast().nobody.get("/docs/live.json").json();
    EXPECT_EQ(live.at("asyncapi").as_string(), "3.0.0");
    const object& messages = live.at("channels").at("canvas").at("messages").as_object();
    for (const char* name : {"live.CURSOR_SYNC", "v2.client.HELLO", "v2.client.UNDO", "v2.server.WELCOME",
                             "v2.server.SHAPE_UPDATE", "v2.server.STATE_HASH"})
        EXPECT_TRUE(messages.contains(name)) << name;
    int references = 0;
    walk(live, "", [&](std::string_view name, const value& member, const std::string& place) {
        if (name != "$ref") return;
        ++references;
        EXPECT_NE(resolve(live, object{{"$ref", member}}), nullptr) << place << ": " << member.as_string();
    });
    EXPECT_GT(references, 100);
    const object& hello = messages.at("v2.client.HELLO").at("payload").as_object();
    const value said =
        object{{"type", "HELLO"}, {"payload", object{{"clientId", "tab-1"}, {"lastSeq", 5}, {"epoch", 0}}}};
    EXPECT_THAT(misfits(live, hello, said, ""), testing::IsEmpty());
    EXPECT_THAT(misfits(live, hello, object{{"type", "HELLO"}}, ""), testing::Not(testing::IsEmpty()));
}

}  // namespace pictbook::test
