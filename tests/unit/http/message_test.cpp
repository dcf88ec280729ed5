// Headers, verbs and the simple responses.
#include "http/message.hpp"

#include <gtest/gtest.h>

namespace pictbook::http {
namespace {

TEST(Headers, CompareNamesWithoutCase) {
    Headers headers;
    headers.add("Content-Type", "text/plain");
    EXPECT_EQ(headers.get("content-TYPE"), "text/plain");
    EXPECT_TRUE(headers.has("CONTENT-TYPE"));
    EXPECT_FALSE(headers.has("Content"));
    EXPECT_EQ(headers.get("Accept"), "");
}

TEST(Headers, OfOneNameAreAList) {
    Headers headers;
    headers.add("Connection", "keep-alive, Upgrade");
    headers.add("Other", "close");
    headers.add("connection", "  x-more  ");
    EXPECT_EQ(headers.get("Connection"), "keep-alive, Upgrade");
    EXPECT_EQ(headers.joined("Connection"), "keep-alive, Upgrade,   x-more  ");
    for (const char* word : {"upgrade", "Keep-Alive", "x-more"}) EXPECT_TRUE(headers.lists("Connection", word)) << word;
    for (const char* word : {"close", "keep", "", "x-more,"}) EXPECT_FALSE(headers.lists("Connection", word)) << word;
    EXPECT_FALSE(headers.lists("Absent", "upgrade"));
}

TEST(Verbs, AreCaseSensitiveWords) {
    for (const char* word : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        EXPECT_EQ(name_of(verb_of(word)), word);
    for (const char* word : {"get", "TRACE", "CONNECT", "", "GETT"}) EXPECT_EQ(verb_of(word), Verb::other) << word;
}

// HTTP-13
TEST(ContentType, IsTheMediaTypeAlone) {
    const auto type_of = [](const char* header) {
        Request request;
        if (header) request.headers.add("Content-Type", header);
        return request.content_type();
    };
    EXPECT_EQ(type_of("application/json"), "application/json");
    EXPECT_EQ(type_of(" Application/JSON ; charset=UTF-8"), "application/json");
    EXPECT_EQ(type_of("application/json;charset=utf-8"), "application/json");
    EXPECT_EQ(type_of(""), "");
    EXPECT_EQ(type_of(nullptr), "");
}

TEST(Response, SaysWhatItIs) {
    EXPECT_EQ(Response::text(404, "NOT_FOUND").content_type, "text/plain; charset=utf-8");
    EXPECT_EQ(Response::json(200, "{}").content_type, "application/json; charset=utf-8");
    EXPECT_EQ(Response::html(200, "<p>").content_type, "text/html; charset=utf-8");
    const Response away = Response::redirect("https://book.example/");
    EXPECT_EQ(away.status, 302u);
    EXPECT_EQ(away.headers.front().first, "Location");
    EXPECT_EQ(away.headers.front().second, "https://book.example/");
    for (const unsigned status : {101u, 200u, 204u, 206u, 302u, 304u, 400u, 401u, 403u, 404u,
                                  408u, 409u, 413u, 416u, 422u, 426u, 429u, 431u, 500u, 503u})
        EXPECT_NE(reason_of(status), "Status") << status;
}

}  // namespace
}  // namespace pictbook::http
