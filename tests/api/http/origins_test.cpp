// Who may read answers and change state from a browser: docs/spec/http.md, HTTP-8 to HTTP-11.
#include <gtest/gtest.h>

#include "api/http/raw.hpp"

namespace pictbook::test {
namespace {

/// One request for each status that a front end can meet, with one line to put into its head.
std::vector<std::pair<int, std::string>> requests_with(const std::string& line) {
    const Cast& people = cast();
    const std::string kept = line.empty() ? "X-None: x" : line;
    const auto json = [&](const Person& person, const std::string& path, const std::string& body) {
        return head_text(person, "POST", path,
                         {kept, "Content-Type: application/json", "Content-Length: " + std::to_string(body.size())}) +
               body;
    };
    return {
        {200, head_text(people.owner, "GET", "/projects", {kept})},
        {204, head_text(people.nobody, "OPTIONS", "/projects", {kept})},
        {401, head_text(people.nobody, "GET", "/projects", {kept})},
        {404, head_text(people.owner, "GET", "/projects/" + kUnknownId, {kept})},
        {404, head_text(people.nobody, "GET", "/nowhere", {kept})},
        {400, json(people.nobody, "/auth/sign-up/email", "{")},
        {422, json(people.owner, "/projects", "{}")},
        {413, head_text(people.nobody, "POST", "/auth/sign-up/email", {kept, "Content-Length: 9000000"})},
        {400, head_text(people.nobody, "GET", "/", {kept, "Host: again"})},
        {431, head_text(people.nobody, "GET", "/", {kept, "X-Long: " + std::string(9000, 'x')})},
    };
}

// HTTP-8
TEST(Cors, AListedOriginMayReadEveryAnswer) {
    for (const auto& [status, bytes] : requests_with("Origin: " + kFrontEnd)) {
        const Reply reply = answer_to(bytes);
        EXPECT_EQ(reply.status, status) << bytes.substr(0, 200);
        EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), kFrontEnd) << status;
        EXPECT_EQ(reply.header("Access-Control-Allow-Credentials"), "true") << status;
        EXPECT_EQ(reply.header("Vary"), "Origin") << status;
    }
}

// HTTP-8
TEST(Cors, NoOtherOriginMayReadAnything) {
    for (const char* line :
         {"", "Origin: https://evil.example", "Origin: null", "Origin: *", "Origin: http://localhost:3001",
          "Origin: http://localhost:3000.evil.example", "Origin: https://localhost:3000"})
        for (const auto& [status, bytes] : requests_with(line))
            EXPECT_FALSE(answer_to(bytes).has("Access-Control-Allow-Origin")) << line << " " << status;
}

// HTTP-9
TEST(Cors, EveryPathAnswersAPreflight) {
    for (const char* path : {"/", "/projects", "/nowhere", "/auth/sign-in/email", "/elements/%zz", "*"}) {
        const Reply reply = answer_to(head_text(cast().nobody, "OPTIONS", path,
                                                {"Origin: " + kFrontEnd, "Access-Control-Request-Method: PATCH"}));
        EXPECT_EQ(reply.status, 204) << path;
        EXPECT_EQ(reply.body, "");
        EXPECT_FALSE(reply.has("Content-Length"));  // RFC 9110 section 8.6
        EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), kFrontEnd);
        EXPECT_EQ(reply.header("Access-Control-Allow-Methods"), "GET, POST, PUT, PATCH, DELETE, OPTIONS");
        EXPECT_EQ(reply.header("Access-Control-Allow-Headers"),
                  "Content-Type, Authorization, sentry-trace, baggage, Idempotency-Key");
        EXPECT_EQ(reply.header("Access-Control-Max-Age"), "600");
    }
}

/// Every way to change a book, with the path and the body.
struct Change {
    const char* method;
    std::string path, body;
};
std::vector<Change> changes_of(const std::string& book, const std::string& element) {
    const std::string path = "/projects/" + book;
    return {
        {"POST", "/projects", R"({"name":"A forged book"})"},
        {"PATCH", path, R"({"name":"A forged name"})"},
        {"POST", path + "/users", R"({"email":")" + cast().outsider_email + R"(","role":"OWNER"})"},
        {"PATCH", path + "/users/" + cast().editor_id, R"({"role":"OWNER"})"},
        {"DELETE", path + "/users/" + cast().editor_id, ""},
        {"POST", path + "/elements", element_json("TEXT")},
        {"POST", path + "/elements/bulk", "[" + element_json("TEXT") + "]"},
        {"PUT", path + "/elements/bulk", "[]"},
        {"PUT", "/elements/" + element, R"({"type":"CIRCLE","x":99})"},
        {"DELETE", "/elements/" + element, ""},
        {"POST", path + "/images", "{}"},
        {"DELETE", "/images/" + kUnknownId, ""},
        {"POST", "/auth/update-user", R"({"name":"Forged"})"},
        {"POST", "/auth/sign-out", "{}"},
        {"DELETE", path, ""},
    };
}

// HTTP-10
TEST(CrossSite, AForeignPageChangesNothing) {
    const Cast& people = cast();
    const std::string book = make_shared_book();
    const std::string element = make_element(people.owner, book, element_json("CIRCLE"));
    const std::string before = people.owner.get("/projects/" + book).body;
    const std::string books = people.owner.get("/projects").body;
    const HeaderList foreign[] = {{{"Origin", "https://evil.example"}},
                                  {{"Origin", "null"}},
                                  {{"Referer", "https://evil.example/page"}},
                                  {{"Origin", "https://evil.example"}, {"Referer", kFrontEnd + "/"}}};
    for (const HeaderList& headers : foreign) {
        for (const Change& change : changes_of(book, element)) {
            const Reply reply = people.owner.request(change.method, change.path, change.body, headers);
            EXPECT_EQ(reply.status, 403) << change.method << " " << change.path;
            EXPECT_EQ(reply.body, R"({"message":"Invalid origin","code":"INVALID_ORIGIN"})");
        }
    }
    EXPECT_EQ(people.owner.get("/projects/" + book).body, before);
    EXPECT_EQ(people.owner.get("/projects").body, books);
    EXPECT_EQ(people.owner.get("/projects", {{"Origin", "https://evil.example"}}).status, 200)
        << "reading is CORS's matter";
}

// HTTP-10, HTTP-11
TEST(CrossSite, OurOwnPagesAndProgramsMayChange) {
    const Cast& people = cast();
    const HeaderList ours[] = {{},
                               {{"Origin", kFrontEnd}},
                               {{"Referer", kFrontEnd + "/books/7?x#y"}},
                               {{"Origin", "http://localhost:" + std::to_string(people.owner.port())}}};
    for (const HeaderList& headers : ours)
        EXPECT_EQ(people.owner.request("POST", "/projects", R"({"name":"Not forged"})", headers).status, 200);
    EXPECT_EQ(
        people.nobody.request("POST", "/projects", R"({"name":"Kyoto"})", {{"Origin", "https://evil.example"}}).status,
        401)
        << "without the cookie a foreign origin is as good as none";
}

}  // namespace
}  // namespace pictbook::test
