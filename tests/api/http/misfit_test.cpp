// The 422 of input that fits no schema: docs/spec/http.md, HTTP-21 to HTTP-25.
#include <gtest/gtest.h>

#include "api/http/raw.hpp"
#include "base/bytes.hpp"
#include "schema/json.hpp"

namespace pictbook::test {
namespace {

const std::string kEmoji = "\xF0\x9F\x98\x80";  // two UTF-16 units

std::string repeated(const std::string& text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
}

std::string named(const std::string& name) { return R"({"name":")" + name + R"("})"; }

struct Misfit {
    const char* rule;
    std::string path, body, property, message;
};

std::vector<Misfit> misfits(const std::string& book) {
    const std::string elements = "/projects/" + book + "/elements", users = "/projects/" + book + "/users";
    const std::string good = element_json("CIRCLE"), bad = R"({"type":"CIRCLE","x":1})";
    return {
        {"HTTP-22", "/projects", "", "root", "Expected object"},
        {"HTTP-22", "/projects", "[]", "root", "Expected object"},
        {"HTTP-22", "/projects", "null", "root", "Expected object"},
        {"HTTP-22", "/projects", "\"Kyoto\"", "root", "Expected object"},
        {"HTTP-23", "/projects", "{}", "/name", "Expected required property"},
        {"HTTP-23", "/projects", R"({"name":7})", "/name", "Expected string"},
        {"HTTP-23", "/projects", R"({"name":null})", "/name", "Expected string"},
        {"HTTP-23", "/projects", R"({"name":["Kyoto"]})", "/name", "Expected string"},
        {"HTTP-24", "/projects", named(""), "/name", "Expected string length greater or equal to 3"},
        {"HTTP-24", "/projects", named("ab"), "/name", "Expected string length greater or equal to 3"},
        {"HTTP-24", "/projects", named(kEmoji), "/name", "Expected string length greater or equal to 3"},
        {"HTTP-24", "/projects", named(std::string(101, 'x')), "/name", "Expected string length less or equal to 100"},
        {"HTTP-24", "/projects", named(repeated(kEmoji, 51)), "/name", "Expected string length less or equal to 100"},
        {"HTTP-23", users, R"({"email":"a@b.cc","role":"KING"})", "/role", "Expected union value"},
        {"HTTP-22", users, R"({"role":"EDITOR"})", "/email", "Expected required property"},
        {"HTTP-23", elements, "[]", "root", "Expected union value"},
        {"HTTP-23", elements, bad, "root", "Expected union value"},
        {"HTTP-23", elements, R"({"type":"STAR"})", "root", "Expected union value"},
        {"HTTP-23", elements + "/bulk", "{}", "root", "Expected array"},
        {"HTTP-22", elements + "/bulk", "[" + good + "," + bad + "," + bad + "]", "/1", "Expected union value"},
        {"HTTP-22", elements + "/bulk", "[" + good + ",null]", "/1", "Expected union value"},
        {"HTTP-23", "/projects/" + book + "/images", "{}", "/files", "Expected kind 'Files'"},
    };
}

// HTTP-21, HTTP-22, HTTP-23, HTTP-24
TEST(Misfit, SaysWhereAndWhy) {
    for (const Misfit& each : misfits(make_book(cast().owner))) {
        const Reply reply = cast().owner.post(each.path, each.body, {{"Content-Type", "application/json"}});
        const std::string which =
            std::string(each.rule) + " " + each.path + " " + each.body.substr(0, 100) + "\n" + reply.body;
        EXPECT_EQ(reply.status, 422) << which;
        EXPECT_EQ(reply.header("Content-Type"), "application/json; charset=utf-8") << which;
        EXPECT_EQ(reply.at("/type"), "validation") << which;
        EXPECT_EQ(reply.at("/on"), "body") << which;
        EXPECT_EQ(reply.at("/property"), each.property) << which;
        EXPECT_EQ(reply.at("/message"), each.message) << which;
        const boost::json::object body = reply.json().as_object();
        for (const char* member : {"summary", "expected", "found", "errors"})
            EXPECT_TRUE(body.contains(member)) << which;
        EXPECT_FALSE(reply.at("/summary").empty()) << which;
        EXPECT_EQ(reply.at("/errors/0/message"), each.message) << which;
    }
}

// HTTP-24
TEST(Misfit, LengthsCountUtf16Units) {
    for (const std::string& name :
         {std::string("abc"), kEmoji + "a", repeated(kEmoji, 50), std::string(100, 'x'), repeated("\xE4\xBA\xAC", 100)})
        EXPECT_EQ(cast().owner.post("/projects", named(name)).at("/name"), name);
}

// HTTP-25
TEST(Misfit, IsSmallWhateverCameIn) {
    const std::string elements = "/projects/" + make_book(cast().owner) + "/elements", huge(1'000'000, 'x');
    std::string wide = "{";
    for (int i = 0; i < 2000; ++i) wide += "\"" + std::string(100, 'k') + std::to_string(i) + "\":1,";
    const std::pair<std::string, std::string> rows[] = {
        {"/projects", named(huge)},
        {"/projects", R"({"name":{")" + huge + R"(":1}})"},
        {"/projects", R"({"name":[)" + repeated("1,", 100'000) + "1]}"},
        {"/projects", R"({"name":")" + repeated("\\u0000", 10'000) + "\"}"},
        {"/projects", named(repeated(kEmoji, 10'000))},
        {"/projects", wide + R"("name":1})"},
        {elements + "/bulk", "[" + repeated("{},", 5000) + "{}]"},
        {elements + "/bulk",
         "[" + repeated(element_json("TEXT", R"("content":7,"more":")" + std::string(500, '<') + "\"") + ",", 50) +
             "{}]"},
        {elements, element_json("DRAWING", R"("points":[)" + repeated(R"({"x":1},)", 5000) + "{}]")},
        {elements, R"({"type":")" + huge + R"("})"},
    };
    for (const auto& [path, body] : rows) {
        const Reply reply = cast().owner.post(path, body);
        EXPECT_EQ(reply.status, 422) << body.substr(0, 60);
        EXPECT_LE(reply.body.size(), 4096u) << body.substr(0, 60);
        EXPECT_LE(reply.json().at("errors").as_array().size(), 8u) << body.substr(0, 60);
        EXPECT_TRUE(is_utf8(reply.body));
    }
}

}  // namespace
}  // namespace pictbook::test
