// Bodies that are taken, malformed, or fit no schema: docs/spec/http.md, HTTP-12 to HTTP-26.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/raw.hpp"

namespace pictbook::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Reply make(const std::string& body, HeaderList headers = {}) {
    return cast().owner.post("/projects", body, std::move(headers));
}

// HTTP-12
TEST(Input, MalformedJsonIsABadRequest) {
    const std::string malformed[] = {"{",
                                     "}",
                                     "[",
                                     "nul",
                                     "'x'",
                                     "{\"name\":}",
                                     "{\"name\":\"Kyoto\",}",
                                     "{\"name\":\"Kyoto\"",
                                     "{\"name\":\"Kyoto\"} x",
                                     "{\"name\":\"Kyoto\"}{}",
                                     "{'name':'Kyoto'}",
                                     "{name:\"Kyoto\"}",
                                     "/* c */ {\"name\":\"Kyoto\"}",
                                     "{\"name\":\"Kyo\nto\"}",
                                     "{\"name\":\"Kyo\\xto\"}",
                                     "{\"name\":\"Kyo\\u12\"}",
                                     "{\"name\":NaN}",
                                     "{\"name\":01}",
                                     "{\"name\":1.}",
                                     "{\"name\":+1}",
                                     std::string("{\"name\":\"Kyo\0to\"}", 17),
                                     std::string(1, '\0'),
                                     "\xFF\xFE{\0}\0"};
    for (const std::string& body : malformed) {
        const Reply reply = make(body);
        EXPECT_EQ(reply.status, 400) << body;
        EXPECT_EQ(reply.body, "Bad Request") << body;
        EXPECT_EQ(reply.header("Content-Type"), "text/plain; charset=utf-8");
    }
}

// HTTP-12
TEST(Input, MalformedMultipartIsABadRequest) {
    const std::string path = "/projects/" + make_book(cast().owner) + "/images";
    const std::string head = "--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.png\"\r\n";
    const std::string good = head + "\r\n" + kDot + "\r\n--XX--\r\n";
    const std::pair<std::string, std::string> malformed[] = {
        {"multipart/form-data; boundary=XX", head + "\r\n" + kDot + "\r\n"},
        {"multipart/form-data; boundary=XX", head + "\r\n" + kDot + "\r\n--XX"},
        {"multipart/form-data; boundary=XX", "no delimiter at all"},
        {"multipart/form-data; boundary=XX", "--XX\nContent-Disposition: form-data; name=\"files\"\n\nx\n--XX--\n"},
        {"multipart/form-data; boundary=XX", "--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--\r\n"},
        {"multipart/form-data; boundary=XX", "--XX\r\nX-Long: " + std::string(20'000, 'x') + "\r\n\r\nx\r\n--XX--\r\n"},
        {"multipart/form-data; boundary=YY", good},
        {"multipart/form-data; boundary=\"\"", good},
        {"multipart/form-data; boundary=" + std::string(71, 'b'), good},
        {"multipart/form-data", good},
    };
    for (const auto& [type, body] : malformed) {
        const Reply reply = cast().owner.post(path, body, {{"Content-Type", type}});
        EXPECT_EQ(reply.status, 400) << type << "\n" << body.substr(0, 200);
        EXPECT_EQ(reply.body, "Bad Request") << type << "\n" << body.substr(0, 200);
    }
    EXPECT_EQ(cast().owner.post(path, good, {{"Content-Type", "multipart/form-data; boundary=XX"}}).status, 200);
}

// HTTP-13, HTTP-14
TEST(Input, JsonIsSaidInSeveralWaysAndNothingElseIsTaken) {
    const std::string body = R"({"name":"Kyoto"})";
    for (const char* type :
         {"application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8", ""})
        EXPECT_EQ(make(body, {{"Content-Type", type}}).status, 200) << type;
    EXPECT_EQ(make("\xEF\xBB\xBF" + body).status, 200);
    const std::string bare =
        head_text(cast().owner, "POST", "/projects", {"Content-Length: " + std::to_string(body.size())});
    EXPECT_EQ(answer_to(bare + body).status, 200) << "no content type";
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=XX",
                             "application/xml", "application/jsonx", "json"}) {
        const Reply reply = make(body, {{"Content-Type", type}});
        EXPECT_EQ(reply.status, 400) << type;
        EXPECT_EQ(reply.body, "Bad Request") << type;
    }
    EXPECT_EQ(make("name=Kyoto", {{"Content-Type", "application/x-www-form-urlencoded"}}).status, 400);
    EXPECT_EQ(make("name=Kyoto").status, 400);
}

/// `{"name":"Kyoto","x":[[…]]}`, so many levels in all.
std::string nested(std::size_t levels) {
    return R"({"name":"Kyoto","x":)" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
}

// HTTP-15
TEST(Input, DeepNestingIsMalformed) {
    EXPECT_EQ(make(nested(32)).status, 200);
    const std::string objects = [] {
        std::string out;
        for (int i = 0; i < 300; ++i) out += "{\"a\":";
        return out + "1" + std::string(300, '}');
    }();
    for (const std::string& body : {nested(33), nested(300), nested(100'000), std::string(40'960, '['), objects}) {
        const Reply reply = make(body);
        EXPECT_EQ(reply.status, 400) << body.size();
        EXPECT_EQ(reply.body, "Bad Request");
    }
    expect_alive();
}

// HTTP-16
TEST(Input, NumbersAreFinite) {
    const std::string path = "/projects/" + make_book(cast().owner) + "/elements";
    for (const char* number : {"1e400", "-1e400", "1e999999999", "123456789e999"})
        EXPECT_EQ(cast().owner.post(path, element_json("CIRCLE", "\"x\":" + std::string(number))).status, 422)
            << number;
    for (const char* number : {"1e400", "1e40", "99999999999999999999", "2147483648", "0.5"})
        EXPECT_EQ(cast().owner.post(path, element_json("CIRCLE", "\"zIndex\":" + std::string(number))).status, 422)
            << number;
    for (const char* number : {"1e308", "1e-400", "-0", "99999999999999999999"})
        EXPECT_EQ(cast().owner.post(path, element_json("CIRCLE", "\"x\":" + std::string(number))).status, 200)
            << number;
}

// HTTP-17
TEST(Input, TextIsUtf8WithoutLoneSurrogates) {
    const char* malformed[] = {
        R"({"name":"Kyo\ud800"})",           R"({"name":"\udc00 Kyoto"})",    R"({"name":"\ud800\ud800 x"})",
        R"({"name":"\ud800\u0041"})",        "{\"name\":\"Kyoto \xFF\"}",     "{\"name\":\"Kyoto \xC3\"}",
        "{\"name\":\"\xED\xA0\x80 Kyoto\"}", "{\"name\":\"\xC0\xAF Kyoto\"}", "{\"name\":\"Kyoto\",\"\xFF\":1}"};
    for (const char* body : malformed) {
        const Reply reply = make(body);
        EXPECT_EQ(reply.status, 400) << body;
        EXPECT_EQ(reply.body, "Bad Request") << body;
    }
    EXPECT_EQ(make(R"({"name":"Kyo\ud83d\ude00"})").at("/name"), "Kyo\xF0\x9F\x98\x80");
}

// HTTP-18
TEST(Input, NoStoredTextHoldsU0000) {
    const Cast& people = cast();
    const std::string book = make_book(people.owner), path = "/projects/" + book;
    const std::string element = make_element(people.owner, book, element_json("TEXT"));
    expect_all({
        {"HTTP-18", &people.owner, "POST", "/projects", R"({"name":"Kyo\u0000to"})", 422, "…\"property\":\"/name\""},
        {"HTTP-18", &people.owner, "PATCH", path, R"({"name":"\u0000\u0000\u0000"})", 422, "…\"property\":\"/name\""},
        {"HTTP-18", &people.owner, "POST", path + "/users", R"({"email":"a\u0000@b.cc","role":"EDITOR"})", 422,
         "…/email"},
        {"HTTP-18", &people.owner, "POST", path + "/elements", element_json("TEXT", R"("content":"a\u0000b")"), 422,
         "…U+0000"},
        {"HTTP-18", &people.owner, "POST", path + "/elements", element_json("TEXT", R"("fontFamily":"\u0000")"), 422,
         "…U+0000"},
        {"HTTP-18", &people.owner, "POST", path + "/elements", element_json("IMAGE", R"("assetId":"\u0000")"), 422,
         "…U+0000"},
        {"HTTP-18", &people.owner, "PUT", "/elements/" + element, R"({"type":"TEXT","content":"\u0000"})", 422,
         "…U+0000"},
        {"HTTP-18", &people.owner, "PUT", path + "/elements/bulk", "[" + element_json("TEXT", R"("id":"\u0000")") + "]",
         422, ""},
    });
}

// HTTP-19
TEST(Input, UnknownFieldsAreIgnoredAndTheLastOfEqualKeysCounts) {
    const Reply reply =
        make(R"({"name":"First","__proto__":{"name":"No"},"constructor":null,"":1,"name":"Last","x":{"y":[1]}})");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.at("/name"), "Last");
    EXPECT_EQ(make(R"({"name":"Good","name":7})").status, 422);
    EXPECT_EQ(make(R"({"__proto__":{"name":"Kyoto"}})").status, 422);
    EXPECT_EQ(reply.json().as_object().size(), 4u) << reply.body;
}

// HTTP-20
TEST(Input, IdsAndDatesOfACreationAreTheServers) {
    const std::string chosen = R"("id":"c11111111111111111111mine","createdAt":"2001-01-01T00:00:00.000Z",)"
                               R"("updatedAt":"2001-01-01T00:00:00.000Z","projectId":"x")";
    const Reply book = make(R"({"name":"Kyoto",)" + chosen + "}");
    const std::string path = "/projects/" + book.at("/id") + "/elements";
    const Reply element = cast().owner.post(path, element_json("CIRCLE", chosen));
    EXPECT_EQ(cast().owner.post(path + "/bulk", "[" + element_json("CIRCLE", chosen) + "]").status, 200);
    const Reply all = cast().owner.get(path);
    for (const auto& [reply, at] : {std::pair(&book, ""), std::pair(&element, ""), std::pair(&all, "/1")}) {
        EXPECT_EQ(reply->status, 200);
        EXPECT_NE(reply->at(at + std::string("/id")), "c11111111111111111111mine");
        EXPECT_THAT(reply->at(at + std::string("/createdAt")), testing::Not(StartsWith("2001")));
        EXPECT_THAT(reply->at(at + std::string("/updatedAt")), testing::Not(StartsWith("2001")));
    }
}

// HTTP-26
TEST(Input, WithoutASessionTheAnswerIs401) {
    const Cast& people = cast();
    const std::string path = "/projects/" + make_book(people.owner);
    Person forged = people.nobody;
    forged.cookies["pctsh-book-local.session_token"] = "0123456789abcdefghijABCDEFGHIJ01.c2lnbmF0dXJl";
    const std::string invitation = R"({"email":"a@b.cc","role":"EDITOR"})";
    for (const Person* person : {&people.nobody, (const Person*)&forged}) {
        expect_all({
            {"HTTP-26", person, "GET", "/projects", "", 401, "Unauthorized"},
            {"HTTP-26", person, "POST", "/projects", R"({"name":"Kyoto"})", 401, "Unauthorized"},
            {"HTTP-26", person, "GET", path, "", 401, "Unauthorized"},
            {"HTTP-26", person, "PATCH", path, R"({"name":"Kyoto"})", 401, "Unauthorized"},
            {"HTTP-26", person, "DELETE", path, "", 401, "Unauthorized"},
            {"HTTP-26", person, "GET", path + "/users", "", 401, "Unauthorized"},
            {"HTTP-26", person, "POST", path + "/users", invitation, 401, "Unauthorized"},
            {"HTTP-26", person, "GET", path + "/elements", "", 401, "Unauthorized"},
            {"HTTP-26", person, "POST", path + "/elements", element_json("TEXT"), 401, "Unauthorized"},
            {"HTTP-26", person, "GET", path + "/images", "", 401, "Unauthorized"},
        });
    }
    EXPECT_THAT(people.nobody.get("/projects").header("Content-Type"), HasSubstr("text/plain"));
}

}  // namespace
}  // namespace pictbook::test
