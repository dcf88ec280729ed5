// The embedded store when the process gets no more files, or no more memory.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

#include "faults/load.hpp"
#include "support/binary.hpp"
#include "support/comes_true.hpp"
#include "support/images.hpp"

namespace pictbook::test {
namespace {

/// Of the running server, from now on; the limit it had is back at the end.
class Limited {
public:
    Limited(const TestServer& server, int what, rlim_t value) : process_(server.process()), what_(what) {
        EXPECT_EQ(limit(nullptr, &before_), 0);
        const rlimit now{value, before_.rlim_max};
        EXPECT_EQ(limit(&now, nullptr), 0);
    }
    ~Limited() { EXPECT_EQ(limit(&before_, nullptr), 0); }
    Limited(const Limited&) = delete;
    Limited& operator=(const Limited&) = delete;

private:
    int limit(const rlimit* now, rlimit* before) const {
        return ::prlimit(process_, static_cast<__rlimit_resource>(what_), now, before);
    }

    pid_t process_;
    int what_;
    rlimit before_{};
};

/// Of all its threads so far.
double cpu_seconds(const TestServer& server) {
    std::istringstream words(read_file("/proc/" + std::to_string(server.process()) + "/stat"));
    std::string word;
    for (int i = 0; i < 13; ++i) words >> word;  // its name has no space
    long user = 0, system = 0;
    words >> user >> system;
    return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// What may be written to, in bytes; the room that allocators have reserved beside it doesn't count.
rlim_t data_memory(const TestServer& server) {
    const std::string status = read_file("/proc/" + std::to_string(server.process()) + "/status");
    return std::stoull(status.substr(status.find("VmData:") + 7)) * 1024;
}

std::string keep_alive(const std::string& verb, const std::string& path, const Person& person,
                       const std::string& body = "", const std::string& type = "application/json") {
    return verb + " " + path + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + person.cookie_header() +
           "\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

using Crowd = std::vector<std::unique_ptr<Wire>>;

Crowd crowd_at(const TestServer& server, std::size_t size) {
    Crowd out;
    while (out.size() < size) out.push_back(std::make_unique<Wire>(server.port()));
    return out;
}

TEST(EmbeddedFiles, ThatAreUsedUpLetClientsWaitAndDisturbNobodyElse) {  // DB-45, HTTP-32
    const TemporaryFolder logs;
    const TestServer server({{TestServer::kLogFile, (logs.path() / "log").string()},
                             {"UBSAN_OPTIONS", "halt_on_error=0"}});  // it takes every object for a wrong one meanwhile
    const Person ada = server.sign_up();
    const std::string images = "/projects/" + make_book(ada) + "/images";
    const std::string upload = multipart_body({{.name = "photo.png", .bytes = make_png(20, 30)}});
    const auto ask = [&](Wire& wire, const std::string& text) {
        wire.send(text);
        return wire.receive();
    };
    Wire old(server.port());
    EXPECT_EQ(ask(old, keep_alive("GET", "/projects", ada)).status, 200);
    Crowd crowd;
    {
        const Limited files(server, RLIMIT_NOFILE, server.descriptors() + 4);
        crowd = crowd_at(server, 40);
        const std::string log = (logs.path() / "log").string();
        EXPECT_TRUE(comes_true([&] { return read_file(log).find("accept failed") != std::string::npos; }));
        const double before = cpu_seconds(server);
        std::this_thread::sleep_for(std::chrono::seconds(1));
        const double used = cpu_seconds(server) - before;
        std::printf("RECOVERY no files: %.2f s of CPU in 1 s\n", used);
        EXPECT_LT(used, is_sanitized() ? 0.6 : 0.3) << "it asks again and again";
        EXPECT_EQ(ask(old, keep_alive("GET", "/projects", ada)).status, 200);
        EXPECT_EQ(ask(old, keep_alive("POST", "/projects", ada, R"({"name":"Without files"})")).status, 200);
        const Reply refused = ask(old, keep_alive("POST", images, ada, upload, "multipart/form-data; boundary=XX"));
        EXPECT_EQ(refused.status, 503) << refused.body;
        EXPECT_TRUE(refused.has("Retry-After"));
        std::printf("RECOVERY no files: an upload is told %s\n", refused.body.c_str());
    }
    crowd.clear();
    EXPECT_EQ(ada.get("/projects").status, 200);
    EXPECT_EQ(ada.upload(images, {{.name = "photo.png", .bytes = make_png(20, 30)}}).status, 200);
    const std::string text = read_file(logs.path() / "log");
    EXPECT_LT(std::ranges::count(text, '\n'), 20) << text;
}

TEST(EmbeddedFiles, ThatAreUsedUpLoseNothing) {  // DB-1, DB-39
    Fleet fleet(TestServer::Settings{{"LOG_LEVEL", "error"}, {"UBSAN_OPTIONS", "halt_on_error=0"}});
    std::optional<Limited> files;
    Crowd crowd;
    Fault fault;
    fault.writes = 1000;
    fault.name = "no files left";
    fault.kill = [&] {
        files.emplace(fleet.node(0), RLIMIT_NOFILE, fleet.node(0).descriptors());
        crowd = crowd_at(fleet.node(0), 20);
    };
    fault.start = [&] {
        files.reset();
        crowd.clear();
    };
    fault.photos = 30;
    EXPECT_EQ(expect_recovery(fleet, fault).unknown, 0);
}

/// Photos beside the writers; gives how they were answered.
std::map<int, int> upload_many(const Fleet& fleet, int count) {
    std::map<int, int> out;
    const std::string photo = make_png(600, 400);
    const Person owner = fleet.owner(0);
    for (int i = 0; i < count; ++i) {
        const Reply reply =
            owner.upload("/projects/" + fleet.books().front() + "/images", {{.name = "p.png", .bytes = photo}});
        ++out[reply.status];
        if (reply.status == 200) EXPECT_EQ(owner.remove("/images/" + reply.at("/0/id")).status, 200);
        if (reply.status == 503) EXPECT_TRUE(reply.has("Retry-After"));
    }
    return out;
}

TEST(EmbeddedMemory, ThatIsUsedUpRefusesRequestsAndLosesNothing) {  // DB-46, DB-1
    Fleet fleet(TestServer::Settings{{"LOG_LEVEL", "error"}});
    std::optional<Limited> memory;
    std::map<int, int> answers;
    Reply sign_in;  // a hash takes 32 MiB
    Fault fault;
    fault.writes = 1000;
    fault.name = "no memory left";
    const std::string body = R"({"email":")" + email_of(fleet.owner(0)) + R"(","password":")" + kPassword + R"("})";
    // Signing up took some, which is kept for a while.
    constexpr long kWithoutHashesKib = 50 * 1024;
    const auto has_no_hash = [&] { return fleet.node(0).resident_kib() < kWithoutHashesKib; };
    if (!is_sanitized()) EXPECT_TRUE(test::comes_true(has_no_hash)) << fleet.node(0).resident_kib();
    fault.kill = [&] {
        // A sanitizer takes terabytes at once, and gets none of them refused: there the load is all.
        const rlim_t most = is_sanitized() ? RLIM_INFINITY : data_memory(fleet.node(0)) + (2u << 20);
        memory.emplace(fleet.node(0), RLIMIT_DATA, most);
        answers = upload_many(fleet, 20);
        sign_in = fleet.node(0).nobody().post("/auth/sign-in/email", body);
    };
    fault.start = [&] { memory.reset(); };
    fault.photos = 30;
    const Answered answered = expect_recovery(fleet, fault);
    std::printf("RECOVERY no memory left: of 20 photos %d refused with 503, %d stored\n", answers[503], answers[200]);
    EXPECT_EQ(answers[503] + answers[200], 20);
    EXPECT_EQ(sign_in.status, is_sanitized() ? 200 : 503) << sign_in.body;
    EXPECT_EQ(sign_in.has("Retry-After"), !is_sanitized());
    EXPECT_EQ(answered.unknown, 0);
}

}  // namespace
}  // namespace pictbook::test
