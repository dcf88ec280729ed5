// A round of everything that a server on the open internet is sent, at once and again: each answer is a small and clear
// refusal, memory stays bounded, and the server goes on.
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "api/http/raw.hpp"
#include "support/binary.hpp"
#include "support/images.hpp"

namespace pictbook::test {
namespace {

using File = Person::File;

struct Attack {
    const char* what;
    std::string bytes;
    int status;
};

std::string upload_request(const Person& person, const std::string& path, const std::string& body) {
    return head_text(
               person, "POST", path,
               {"Content-Type: multipart/form-data; boundary=XX", "Content-Length: " + std::to_string(body.size())}) +
           body;
}

std::vector<Attack> json_attacks(const Person& person) {
    const auto json = [&](const std::string& body) { return json_request(person, "POST", "/projects", body); };
    std::string zeros = "[0";
    while (zeros.size() < 7'900'000) zeros += ",0";
    return {
        {"malformed JSON", json("{\"name\":"), 400},
        {"300 levels", json(std::string(300, '[') + std::string(300, ']')), 400},
        {"40 KB of [", json(std::string(40'960, '[')), 400},
        {"8 MB of [", json(std::string(8'000'000, '[')), 400},
        {"1e400", json("{\"name\":1e400}"), 422},
        {"a lone surrogate", json(R"({"name":"\ud800 abc"})"), 400},
        {"U+0000 in a text", json(R"({"name":"abc\u0000"})"), 422},
        {"4 million numbers", json(zeros + "]"), 422},
        {"a text of 8 MB", json("{\"name\":\"" + std::string(8'000'000, 'x') + "\"}"), 422},
        {"a number of 8 MB", json("{\"name\":" + std::string(8'000'000, '7') + "}"), 422},
        {"a key of 8 MB", json("{\"" + std::string(8'000'000, 'k') + "\":1}"), 422},
        {"an id of 2000 characters", head_text(person, "GET", "/projects/" + std::string(2000, 'x')), 404},
        {"an id of NULs", head_text(person, "GET", "/projects/%00%00"), 404},
        {"10 000 header bytes", head_text(person, "GET", "/", {"X: " + std::string(10'000, 'x')}), 431},
        {"a body over the limit", head_text(person, "POST", "/projects", {"Content-Length: 90000000"}), 413},
    };
}

std::vector<Attack> upload_attacks(const Person& person, const std::string& book) {
    const std::string path = "/projects/" + book + "/images";
    const std::string jpeg = make_jpeg(400, 300), big(20 * 1024 * 1024 + 1, 'x');
    const auto files = [&](const std::vector<File>& list) {
        return upload_request(person, path, multipart_body(list));
    };
    const std::vector<File> eleven(11, File{"dot.png", kDot});
    return {
        {"broken multipart", upload_request(person, path, "--XX\r\nContent-Disposition: form-data"), 400},
        {"a text named .png", files({{"a.png", "This is no picture.", "files", "image/png"}}), 400},
        {"a page named .png", files({{"a.png", "<html><script>alert(1)</script>", "files", "image/png"}}), 400},
        {"an SVG", files({{"a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "files", "image/svg+xml"}}), 400},
        {"a truncated JPEG", files({{"a.jpg", jpeg.substr(0, jpeg.size() / 2)}}), 400},
        {"a JPEG without its end", files({{"a.jpg", jpeg.substr(0, 20)}}), 400},
        {"50 000 x 50 000", files({{"a.png", make_png_bomb()}}), 400},
        {"a good one and a bad one", files({{"dot.png", kDot}, {"b.png", "bad"}}), 400},
        {"an empty file", files({{"a.png", ""}}), 400},
        {"20 MiB and a byte", files({{"a.png", big}}), 422},
        {"11 files", files(eleven), 422},
        {"no file", files({}), 422},
        {"another field", files({{"dot.png", kDot, "photos"}}), 422},
    };
}

/// Every attack on a connection of its own; each answer small and clear.
void attack(const std::vector<Attack>& attacks, std::uint16_t port) {
    for (const Attack& each : attacks) {
        Wire wire(port);
        wire.send(each.bytes);
        const Reply reply = wire.receive(false, std::chrono::seconds(60));
        EXPECT_EQ(reply.status, each.status) << each.what << ": " << reply.body.substr(0, 300);
        EXPECT_LE(reply.body.size(), 4096u) << each.what;
        EXPECT_FALSE(reply.body.empty()) << each.what;
    }
}

long status_kib(const TestServer& server, const std::string& name) {
    std::ifstream file("/proc/" + std::to_string(server.process()) + "/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(name + ":")) return std::stol(line.substr(name.size() + 1));
    return 0;
}

// HTTP-5, HTTP-12, HTTP-15, HTTP-16, HTTP-17, HTTP-18, HTTP-25, HTTP-33, HTTP-37, IMG-6, IMG-8, IMG-9, IMG-10, IMG-11, IMG-12
TEST(Hostile, EveryAnswerIsSmallMemoryIsBoundedAndTheServerGoesOn) {
    TestServer server;
    const Person ada = server.sign_up();
    const std::string book = make_book(ada);
    const std::vector<Attack> json = json_attacks(ada), uploads = upload_attacks(ada, book);
    const auto round = [&] {
        std::vector<std::thread> attackers;
        for (const auto* attacks : {&json, &uploads, &json, &uploads})
            attackers.emplace_back([attacks, &server] { attack(*attacks, server.port()); });
        for (std::thread& each : attackers) each.join();
    };
    round();
    const long after_one = server.resident_kib();
    round();
    round();
    EXPECT_EQ(ada.get("/projects/" + book + "/images").body, "[]");
    EXPECT_TRUE(std::filesystem::is_empty(server.folder() / "data" / "uploads"));
    expect_alive(server);
    EXPECT_EQ(make_book(ada).size(), 25u);
    if (!is_sanitized()) {  // which keeps what was freed
        EXPECT_LT(status_kib(server, "VmHWM"), 600 * 1024) << "what two workers need at once";
        EXPECT_LT(server.resident_kib(), after_one + 100 * 1024) << "it grows with every round";
    }
    RecordProperty("peak_kib", std::to_string(status_kib(server, "VmHWM")));
    RecordProperty("resident_kib", std::to_string(server.resident_kib()));
}

}  // namespace
}  // namespace pictbook::test
