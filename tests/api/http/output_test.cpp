// What every answer carries, and what a failure of the server shows: docs/spec/http.md, HTTP-27 to HTTP-32.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "api/http/raw.hpp"
#include "support/database.hpp"

namespace pictbook::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

// HTTP-27, HTTP-28
TEST(Output, DatesAndIdsHaveOneForm) {
    const Cast& people = cast();
    const std::string date = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z",
                      cuid = "c[a-z0-9]{24}";
    const std::string token = "[A-Za-z0-9]{32}";
    const std::string book = make_book(people.owner), path = "/projects/" + book;
    const Reply element = people.owner.post(path + "/elements", element_json("TEXT"));
    const Reply image = people.owner.upload(path + "/images", {{"dot.png", kDot}});
    const Reply session = people.owner.get("/auth/get-session");
    struct Row {
        const Reply& reply;
        const char* pointer;
        const std::string& form;
    };
    const Reply project = people.owner.get(path);
    for (const Row& row :
         {Row{project, "/createdAt", date}, Row{project, "/updatedAt", date}, Row{project, "/id", cuid},
          Row{project, "/elements/0/createdAt", date}, Row{element, "/createdAt", date},
          Row{element, "/updatedAt", date}, Row{element, "/id", cuid}, Row{image, "/0/createdAt", date},
          Row{image, "/0/id", cuid}, Row{image, "/0/uploaderId", token}, Row{project, "/members/0/userId", token},
          Row{session, "/session/id", token}, Row{session, "/session/token", token},
          Row{session, "/session/expiresAt", date}, Row{session, "/user/id", token},
          Row{session, "/user/createdAt", date}})
        EXPECT_THAT(row.reply.at(row.pointer), MatchesRegex(row.form)) << row.pointer;
}

void expect_common_headers(const Reply& reply, const std::string& which) {
    EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff") << which;
    EXPECT_EQ(reply.header("Strict-Transport-Security"), "max-age=15552000; includeSubDomains") << which;
    EXPECT_EQ(reply.header("X-Permitted-Cross-Domain-Policies"), "none") << which;
    EXPECT_EQ(reply.header("X-DNS-Prefetch-Control"), "off") << which;
    EXPECT_EQ(reply.header("Referrer-Policy"), "strict-origin-when-cross-origin") << which;
    EXPECT_FALSE(reply.has("X-Powered-By")) << which;
    EXPECT_FALSE(reply.has("Server")) << which;
    EXPECT_EQ(reply.all("X-Content-Type-Options").size(), 1u) << which;
}

// HTTP-29
TEST(Output, EveryAnswerCarriesTheCommonHeadersAndAnIdOfItsOwn) {
    const Cast& people = cast();
    const std::string handshake = head_text(people.nobody, "GET", "/canvas/" + kUnknownId,
                                            {"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="});
    const std::pair<int, std::string> rows[] = {
        {200, head_text(people.nobody, "GET", "/")},
        {200, head_text(people.owner, "GET", "/projects")},
        {204, head_text(people.nobody, "OPTIONS", "/projects")},
        {401, head_text(people.nobody, "GET", "/projects")},
        {403, head_text(people.owner, "DELETE", "/projects/" + kUnknownId)},
        {403, head_text(people.nobody, "GET", "/blob/1.x/a/images/b.png")},
        {404, head_text(people.nobody, "GET", "/nowhere")},
        {404, head_text(people.nobody, "PUT", "/auth/ok")},
        {400, json_request(people.owner, "POST", "/projects", "{")},
        {422, json_request(people.owner, "POST", "/projects", "{}")},
        {413, head_text(people.owner, "POST", "/projects", {"Content-Length: 90000000"})},
        {400, "nonsense\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n\r\n"},
        {431, head_text(people.nobody, "GET", "/", {"X-Long: " + std::string(9000, 'x')})},
        {101, handshake},
    };
    std::set<std::string> ids;
    for (const auto& [status, bytes] : rows) {
        const Reply reply = answer_to(bytes);
        EXPECT_EQ(reply.status, status) << bytes.substr(0, 100);
        expect_common_headers(reply, bytes.substr(0, 100));
        EXPECT_THAT(reply.header("X-Request-Id"), MatchesRegex("[A-Za-z0-9]+")) << bytes.substr(0, 100);
        ids.insert(reply.header("X-Request-Id"));
    }
    EXPECT_EQ(ids.size(), std::size(rows));
}

// HTTP-50
TEST(Output, WhatSaysNothingElseIsNotKeptAndShownInNoPage) {
    const Cast& people = cast();
    for (const std::string& bytes :
         {head_text(people.owner, "GET", "/projects"), head_text(people.nobody, "GET", "/nowhere"),
          head_text(people.nobody, "GET", "/projects"), std::string("nonsense\r\n\r\n")}) {
        const Reply reply = answer_to(bytes);
        EXPECT_EQ(reply.all("Cache-Control"), std::vector<std::string>{"no-store"}) << bytes;
        EXPECT_EQ(reply.all("Content-Security-Policy"),
                  std::vector<std::string>{"default-src 'none'; base-uri 'none'; frame-ancestors 'none'"})
            << bytes;
    }
    const Reply page = people.nobody.get("/docs");
    EXPECT_EQ(page.all("Cache-Control"), std::vector<std::string>{"no-cache"});
    ASSERT_EQ(page.all("Content-Security-Policy").size(), 1u);
    EXPECT_THAT(page.header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
}

// HTTP-30
TEST(Output, PagesAllowNothingFromOtherHosts) {
    for (const char* path : {"/", "/docs", "/auth/error?error=x"}) {
        const Reply page = cast().nobody.get(path);
        EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8") << path;
        const std::string policy = page.header("Content-Security-Policy");
        EXPECT_THAT(policy, testing::StartsWith("default-src 'none'")) << path;
        for (const char* foreign : {"http:", "https:", "//", "*", "unsafe-eval"})
            EXPECT_THAT(policy, Not(HasSubstr(foreign))) << path;
        EXPECT_THAT(page.body, Not(HasSubstr("src=\"http"))) << path;
    }
}

// HTTP-31
TEST(Output, AFailureOfTheServerShowsNothingOfItsInside) {
    TestServer server({{"LOG_LEVEL", "off"}});
    const Person ada = server.sign_up();
    const std::string book = make_book(ada);
    const std::string element = make_element(ada, book, element_json("TEXT"));
    Database(server).run("ALTER TABLE \"Text\" RENAME TO \"Gone\"");
    const Reply replies[] = {ada.get("/projects/" + book), ada.get("/projects/" + book + "/elements"),
                             ada.get("/elements/" + element),
                             ada.post("/projects/" + book + "/elements", element_json("TEXT"))};
    for (const Reply& reply : replies) {
        EXPECT_EQ(reply.status, 500);
        EXPECT_EQ(reply.body, R"({"message":"Internal Server Error"})");
        expect_common_headers(reply, "500");
        EXPECT_FALSE(reply.header("X-Request-Id").empty());
    }
    EXPECT_EQ(ada.get("/projects").status, 200);
    Database(server).run("ALTER TABLE \"Gone\" RENAME TO \"Text\"");
    EXPECT_EQ(ada.get("/elements/" + element).status, 200);
}

// HTTP-32
TEST(Output, APartThatIsAwayIs503UntilItIsBack) {
    TestServer server({{"LOG_LEVEL", "off"}});
    const Person ada = server.sign_up();
    const std::string path = "/projects/" + make_book(ada) + "/images";
    const std::filesystem::path uploads = server.folder() / "data" / "uploads";
    std::filesystem::rename(uploads, uploads.string() + ".away");
    const Reply reply = ada.upload(path, {{"dot.png", kDot}});
    EXPECT_EQ(reply.status, 503) << reply.body;
    EXPECT_FALSE(reply.at("/message").empty());
    EXPECT_THAT(reply.body, Not(HasSubstr(server.folder().string())));
    EXPECT_GE(std::stoi(reply.header("Retry-After")), 1);
    expect_common_headers(reply, "503");
    EXPECT_EQ(ada.get(path).body, "[]");
    std::filesystem::rename(uploads.string() + ".away", uploads);
    EXPECT_EQ(ada.upload(path, {{"dot.png", kDot}}).status, 200);
}

}  // namespace
}  // namespace pictbook::test
