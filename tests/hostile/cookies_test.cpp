// Cookie tossing: what a neighbour's page or a network can put into a browser's jar beside our cookie.
#include <gtest/gtest.h>

#include "api/http/raw.hpp"
#include "measured.hpp"

namespace pictbook::test {
namespace {

using namespace std::string_literals;

Reply session_with(const std::vector<std::string>& cookie_lines) {
    std::string bytes = "GET /auth/get-session HTTP/1.1\r\nHost: localhost\r\n";
    for (const std::string& line : cookie_lines) bytes += "Cookie: " + line + "\r\n";
    return answer_to(bytes + "\r\n");
}

/// Name and value of the session's cookie.
std::pair<std::string, std::string> session_cookie(const Person& person) {
    for (const auto& [name, value] : person.cookies)
        if (name.ends_with(".session_token")) return {name, value};
    return {};
}

// AUTH-8, HTTP-49
TEST(CookieTossing, OnlyAValueThatWeSignedCountsAndOursIsFoundAmongOthers) {
    const Cast& people = cast();
    const auto [name, value] = session_cookie(people.owner);
    ASSERT_FALSE(value.empty());
    Measured measured("Cookie tossing: junk, doubles, quotes, prefixes and other cases around ours");
    const std::string ours = name + "=" + value, junk = name + "=tossed.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D";
    const std::vector<std::vector<std::string>> found = {
        {junk + "; " + ours},
        {ours + "; " + junk},
        {junk, ours},
        {name + "=; " + ours},
        {name + "=\"; " + ours},
        {"a=\"" + name + "=x\"; " + ours},
        {"=" + junk + "; ;;" + ours + ";"},
        {"__Host-" + name + "=x; __Secure-" + name + "=y; " + ours},
        {name + " = x; " + ours},
        {"\xff\xfe=\x80; " + ours},
    };
    for (const auto& lines : found) EXPECT_EQ(session_with(lines).at("/user/id"), people.owner_id) << lines.front();
    std::string upper = name;
    upper[0] = 'P';
    const std::vector<std::vector<std::string>> nobody = {
        {junk},
        {upper + "=" + value},
        {"__Host-" + ours},
        {"x" + ours},
        {name + "=" + value.substr(0, value.size() - 4) + "AA%3D"},
        {name + "=" + value + "x"},
        {name + "=%00" + value},
        {"a=\"; " + name + "\"=" + value},
        {name.substr(0, name.rfind('.')) + ".state=" + value},
    };
    for (const auto& lines : nobody) EXPECT_EQ(session_with(lines).body, "null") << lines.front();
    measured.end("only what we signed counts; ours is found", 16);
}

// HTTP-49
TEST(CookieTossing, OfTwoThatWeSignedTheFirstCounts) {
    const Cast& people = cast();
    const auto [name, first] = session_cookie(people.owner);
    const std::string second = session_cookie(people.outsider).second;
    EXPECT_EQ(session_with({name + "=" + first + "; " + name + "=" + second}).at("/user/id"), people.owner_id);
    EXPECT_EQ(session_with({name + "=" + second, name + "=" + first}).at("/user/id"), people.outsider_id);
}

/// A tossed cookie makes a request somebody's, so a foreign page changes nothing with it either.
// HTTP-10, HTTP-33
TEST(CookieTossing, NeitherOpensTheDoorToForeignPagesNorFloodsTheServer) {
    const Cast& people = cast();
    const auto [name, value] = session_cookie(people.owner);
    const HeaderList foreign{{"Origin", "https://evil.example"}, {"Cookie", name + "=x; " + name + "=" + value}};
    EXPECT_EQ(people.nobody.request("POST", "/projects", R"({"name":"Forged"})", foreign).status, 403);
    Measured measured("Cookie floods: 200 requests with 100 signed-looking session cookies, 8 KiB");
    std::string many;
    while (many.size() < 7000) many += name + "=a.b" + std::to_string(many.size()) + "; ";
    for (int i = 0; i < 200; ++i) EXPECT_EQ(session_with({many}).body, "null");
    EXPECT_EQ(session_with({many + many}).status, 431);
    measured.end("nobody's; over 8192 bytes 431", 16);
}

}  // namespace
}  // namespace pictbook::test
