#include "raw.hpp"

#include <gtest/gtest.h>

namespace pictbook::test {

std::string head_text(const Person& person, const std::string& method, const std::string& path,
                      const std::vector<std::string>& lines) {
    std::string out = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n";
    if (!person.cookies.empty()) out += "Cookie: " + person.cookie_header() + "\r\n";
    for (const std::string& line : lines) out += line + "\r\n";
    return out + "\r\n";
}

std::string json_request(const Person& person, const std::string& method, const std::string& path,
                         const std::string& body) {
    return head_text(person, method, path,
                     {"Content-Type: application/json", "Content-Length: " + std::to_string(body.size())}) +
           body;
}

Reply answer_to(const std::string& bytes) {
    Wire wire(shared_server().port());
    wire.send(bytes);
    return wire.receive();
}

void expect_alive(const TestServer& server) {
    const Reply reply = server.nobody().get("/auth/ok");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, R"({"ok":true})");
}

std::string chunked_body(const std::string& body, std::size_t size) {
    std::string out;
    for (std::size_t at = 0; at < body.size(); at += size) {
        const std::string piece = body.substr(at, size);
        char line[24];
        std::snprintf(line, sizeof line, "%zx\r\n", piece.size());
        out += line + piece + "\r\n";
    }
    return out + "0\r\n\r\n";
}

}  // namespace pictbook::test
