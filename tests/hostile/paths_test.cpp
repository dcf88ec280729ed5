// Tricks with paths, at every place that could become a file's name or an id. What can be no id at all is in
// tests/api/http/paths_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/raw.hpp"
#include "measured.hpp"

namespace pictbook::test {
namespace {

using namespace std::string_literals;

/// Up and out, in every spelling.
std::vector<std::string> ways_out() {
    std::vector<std::string> out;
    for (const std::string& up :
         {"../"s, "%2e%2e/"s, "..%2f"s, "%2e%2e%2f"s, "..%5c"s, "..\\"s, "..%252f"s, ".%2e/"s, "%c0%ae%c0%ae/"s,
          "%c0%ae%c0%ae%c0%af"s, "%e0%80%ae%e0%80%ae/"s, "..;/"s, "..%00/"s, "....//"s, "%ff../"s, "..%ef%bc%8f"s})
        for (const std::string& file : {"etc/passwd"s, "pictbook.db"s, "secret"s}) {
            std::string path;
            for (int depth = 0; depth < 4; ++depth) path += up;
            out.push_back(path + file);
            out.push_back(up + file);
        }
    for (const std::string& odd : {"/"s, "//"s, "."s, "%2e"s, "%2f"s, "/etc/passwd"s, "%2fetc%2fpasswd"s, "C:\\"s,
                                   "file:///etc/passwd"s, "style.css%00.html"s, "style.css%2f"s, "style.css/."s})
        out.push_back(odd);
    return out;
}

Reply ask(const std::string& path) { return answer_to("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"); }

// HTTP-2, HTTP-5, HTTP-45, HTTP-48
TEST(PathTricks, LeadNowhere) {
    const Cast& people = cast();
    const std::string book = make_book(people.owner);
    const Reply uploaded = people.owner.upload("/projects/" + book + "/images", {{"dot.png", kDot}});
    ASSERT_EQ(uploaded.status, 200);
    std::string address = uploaded.at("/0/src");
    address = address.substr(address.find("/blob/"));
    ASSERT_EQ(ask(address).status, 200);
    const std::string folder = address.substr(0, address.rfind('/') + 1);
    const std::string capability = address.substr(0, address.find('/', 6) + 1);
    Measured measured("Path tricks: 108 ways out of a folder at docs, photos and the API");
    for (const std::string& way : ways_out()) {
        for (const std::string& path : {"/docs/" + way, "/" + way, folder + way, capability + way,
                                        capability + "%2e%2e/images/" + way, "/projects/" + way}) {
            const Reply reply = ask(path);
            EXPECT_TRUE(reply.status == 404 || reply.status == 400 || reply.status == 401 || reply.status == 403 ||
                        (reply.status == 200 && (path == "///" || path == "//")))
                << path << " " << reply.status;
            EXPECT_EQ(reply.body.find("root:"), std::string::npos) << path;
            EXPECT_LE(reply.body.size(), 4096u) << path;
        }
        // The whole path must be the one that was signed, to the letter.
        EXPECT_NE(ask(address + "%2f" + way).status, 200) << way;
    }
    measured.end("404 (400, 401 where nothing fits), no byte of a file", 16);
}

/// A path is compared as it came: another spelling of a known one is unknown, so that a proxy's rule can't be stepped around.
// HTTP-48
TEST(PathTricks, AnotherSpellingIsAnotherPath) {
    for (const std::string& path : {"/%64ocs"s, "/%61uth/ok"s, "//auth/ok"s, "/auth//ok"s, "/auth/./ok"s,
                                    "/docs/../auth/ok"s, "/auth/%6fk"s, "/AUTH/ok"s, "/auth\\ok"s, "/auth/ok;a=b"s})
        EXPECT_EQ(ask(path).status, 404) << path;
}

}  // namespace
}  // namespace pictbook::test
