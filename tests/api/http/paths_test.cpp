// Paths and methods: docs/spec/http.md, HTTP-1 to HTTP-7.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/raw.hpp"

namespace pictbook::test {
namespace {

using testing::HasSubstr;

// HTTP-1
TEST(Paths, EverySuccessIs200) {
    const Cast& people = cast();
    const std::string book = make_book(people.owner), path = "/projects/" + book;
    const std::string element = make_element(people.owner, book, element_json("CIRCLE"));
    const std::string invitation = R"({"email":")" + people.editor_email + R"(","role":"EDITOR"})";
    expect_all({
        {"HTTP-1", &people.owner, "POST", "/projects", R"({"name":"Another book"})", 200, "…\"id\":"},
        {"HTTP-1", &people.owner, "POST", path + "/elements", element_json("TEXT"), 200, "…\"id\":"},
        {"HTTP-1", &people.owner, "POST", path + "/elements/bulk", "[" + element_json("TEXT") + "]", 200,
         R"({"message":"success"})"},
        {"HTTP-1", &people.owner, "POST", path + "/users", invitation, 200, "…EDITOR"},
        {"HTTP-1", &people.owner, "GET", path, "", 200, "…members"},
        {"HTTP-1", &people.owner, "PATCH", path, R"({"name":"Renamed"})", 200, "…Renamed"},
        {"HTTP-1", &people.owner, "PUT", "/elements/" + element, R"({"type":"CIRCLE","x":1})", 200, "…\"x\":1"},
        {"HTTP-1", &people.owner, "DELETE", "/elements/" + element, "", 200, "…success"},
        {"HTTP-1", &people.owner, "DELETE", path, "", 200, R"({"message":"success"})"},
    });
    EXPECT_EQ(people.owner.upload("/projects/" + make_book(people.owner) + "/images", {{"dot.png", kDot}}).status, 200);
}

// HTTP-2
TEST(Paths, UnknownPathsAndMethodsAreNotFoundBeforeTheBodyIsLookedAt) {
    const Cast& people = cast();
    const std::string deep(300, '[');
    expect_all({
        {"HTTP-2", &people.owner, "GET", "/nowhere", "", 404, "NOT_FOUND"},
        {"HTTP-2", &people.nobody, "GET", "/nowhere", "", 404, "NOT_FOUND"},
        {"HTTP-2", &people.owner, "POST", "/nowhere", deep, 404, "NOT_FOUND"},
        {"HTTP-2", &people.owner, "PUT", "/projects", "{broken", 404, "NOT_FOUND"},
        {"HTTP-2", &people.owner, "DELETE", "/projects", "", 404, "NOT_FOUND"},
        {"HTTP-2", &people.nobody, "PATCH", "/projects", R"({"name":"Kyoto"})", 404, "NOT_FOUND"},
        {"HTTP-2", &people.owner, "GET", "/elements", "", 404, "NOT_FOUND"},
        {"HTTP-2", &people.owner, "POST", "/elements/" + kUnknownId, "{}", 404, "NOT_FOUND"},
        {"HTTP-2", &people.owner, "TRACE", "/projects", "", 404, "NOT_FOUND"},
        {"HTTP-2", &people.owner, "get", "/projects", "", 404, "NOT_FOUND"},
        {"HTTP-2", &people.owner, "GET", "/projects/" + kUnknownId + "/more/than/this", "", 404, "NOT_FOUND"},
        {"HTTP-2", &people.owner, "GET", "/projects/..", "", 404, "…Project not found"},
    });
    EXPECT_EQ(people.nobody.get("/nowhere").header("Content-Type"), "text/plain; charset=utf-8");
}

// HTTP-3, HTTP-4
TEST(Paths, CaseMattersATrailingSlashAndStrangeParametersDoNot) {
    const Cast& people = cast();
    const std::string book = make_book(people.owner, "Slashes");
    expect_all({
        {"HTTP-3", &people.owner, "GET", "/Projects", "", 404, "NOT_FOUND"},
        {"HTTP-3", &people.owner, "GET", "/projects/" + book + "/ELEMENTS", "", 404, "NOT_FOUND"},
        {"HTTP-3", &people.owner, "GET", "/projects/", "", 200, "…Slashes"},
        {"HTTP-3", &people.owner, "GET", "/projects/" + book + "/", "", 200, "…Slashes"},
        {"HTTP-3", &people.owner, "GET", "/projects/" + book + "/elements/", "", 200, "[]"},
        {"HTTP-3", &people.owner, "POST", "/projects/", R"({"name":"By a slash"})", 200, "…By a slash"},
        {"HTTP-4", &people.owner, "GET", "/projects/?a=b&__proto__=c", "", 200, "…Slashes"},
        {"HTTP-4", &people.owner, "GET", "/projects/" + book + "?x=%zz&=&&id=other#part", "", 200, "…Slashes"},
        {"HTTP-4", &people.owner, "GET", "/auth/ok?" + std::string(3000, 'q'), "", 200, R"({"ok":true})"},
    });
}

// HTTP-5
TEST(Paths, WhatCanNotBeAnIdIsTheIdOfNothing) {
    const Cast& people = cast();
    const std::string book = make_book(people.owner);
    const std::string odd[] = {"%zz",
                               "%",
                               "%4",
                               "%00",
                               "c%00",
                               "%ff",
                               "%ed%a0%80",
                               "..%2f..%2fetc",
                               "'%20OR%201=1--",
                               std::string(2000, 'x'),
                               std::string(2000, '%')};
    for (const std::string& id : odd) {
        expect_all({
            {"HTTP-5", &people.owner, "GET", "/projects/" + id, "", 404, R"({"message":"Project not found"})"},
            {"HTTP-5", &people.owner, "GET", "/projects/" + id + "/elements", "", 404,
             R"({"message":"Project not found"})"},
            {"HTTP-5", &people.owner, "GET", "/projects/" + id + "/images", "", 404,
             R"({"message":"Project not found"})"},
            {"HTTP-5", &people.owner, "DELETE", "/projects/" + id, "", 403, "…You are not an owner"},
            {"HTTP-5", &people.owner, "GET", "/projects/" + id + "/users", "", 403, R"({"message":"Forbidden"})"},
            {"HTTP-5", &people.owner, "DELETE", "/projects/" + book + "/users/" + id, "", 404, ""},
            {"HTTP-5", &people.owner, "POST", "/projects/" + id + "/elements", element_json("TEXT"), 401,
             "…Unauthorized"},
            {"HTTP-5", &people.owner, "GET", "/elements/" + id, "", 404, R"({"message":"Element not found"})"},
            {"HTTP-5", &people.owner, "PUT", "/elements/" + id, R"({"type":"TEXT"})", 404,
             R"({"message":"Element not found"})"},
            {"HTTP-5", &people.owner, "DELETE", "/elements/" + id, "", 404, R"({"message":"Element not found"})"},
            {"HTTP-5", &people.owner, "DELETE", "/images/" + id, "", 404, R"({"message":"Image not found"})"},
        });
    }
    expect_alive();
}

/// Without what differs between any two responses.
HeaderList comparable(const Reply& reply) {
    HeaderList out;
    for (const auto& header : reply.headers)
        if (header.first != "Date" && header.first != "X-Request-Id") out.push_back(header);
    return out;
}

// HTTP-6
TEST(Paths, HeadIsGetWithoutItsBody) {
    const Cast& people = cast();
    const std::string book = make_book(people.owner);
    const Reply uploaded = people.owner.upload("/projects/" + book + "/images", {{"dot.png", kDot}});
    std::string src = uploaded.at("/0/src");
    src = src.substr(src.find("/blob/"));
    for (const std::string& path :
         {std::string("/"), std::string("/projects"), "/projects/" + book, std::string("/nowhere"),
          "/elements/" + kUnknownId, std::string("/docs/json"), src}) {
        for (const Person* person : {&people.owner, &people.nobody}) {
            const Reply whole = person->get(path);
            Wire wire(person->port());
            wire.send(head_text(*person, "HEAD", path) + head_text(*person, "GET", "/auth/ok"));
            const Reply head = wire.receive(true);
            EXPECT_EQ(head.status, whole.status) << path;
            EXPECT_EQ(comparable(head), comparable(whole)) << path;
            EXPECT_EQ(head.header("Content-Length"), std::to_string(whole.body.size())) << path;
            EXPECT_EQ(wire.receive().body, R"({"ok":true})") << "a body came after HEAD " << path;
        }
    }
}

// HTTP-7
TEST(Paths, TheRootIsAPageForPeople) {
    const Reply reply = cast().nobody.get("/");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_THAT(reply.body, HasSubstr("Pictbook"));
    EXPECT_THAT(reply.body, HasSubstr(PICTBOOK_VERSION));
    EXPECT_THAT(reply.body, HasSubstr("\"/docs\""));
}

}  // namespace
}  // namespace pictbook::test
