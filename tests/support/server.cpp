#include "support/server.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <stdexcept>

#include "base/ids.hpp"
#include "support/binary.hpp"
#include "support/stack.hpp"

extern char** environ;

namespace pictbook::test {

namespace {

std::string last_address;

/// The whole environment with `settings` in front of it.
std::vector<std::string> environment_with(const TestServer::Settings& settings) {
    std::vector<std::string> out;
    for (const auto& [name, value] : settings) out.push_back(name + "=" + value);
    for (char** each = environ; *each; ++each) {
        const std::string line = *each;
        if (!settings.contains(line.substr(0, line.find('=')))) out.push_back(line);
    }
    return out;
}

std::vector<char*> pointers_in(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (std::string& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

}  // namespace

TestServer::TestServer(Settings settings) : settings_(std::move(settings)) {
    folder_ = std::filesystem::temp_directory_path() / ("pictbook-test-" + make_lower_token(12));
    std::filesystem::create_directories(folder_);
    if (is_on_stack()) settings_.merge(stack_settings());
    settings_.emplace("RATE_LIMIT", "off");
    settings_.emplace("LOG_LEVEL", "warning");
    settings_.emplace("WORKERS", "2");
    settings_.emplace("PICTBOOK_DATA", (folder_ / "data").string());
    settings_.emplace("HOST", "127.0.0.1");
    settings_.emplace("PORT", "0");
    start();
}

void TestServer::start() {
    int pipe_ends[2];
    if (::pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    std::vector<std::string> environment = environment_with(settings_);
    std::vector<char*> variables = pointers_in(environment);
    std::vector<std::string> words{binary(), "serve"};
    std::vector<char*> arguments = pointers_in(words);
    const std::string folder = folder_.string(), log_file = setting(kLogFile);
    const int log = log_file.empty() ? -1 : ::open(log_file.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    process_ = ::fork();
    if (process_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test program that crashes leaves no server behind
        ::dup2(pipe_ends[1], STDOUT_FILENO);
        if (log >= 0) ::dup2(log, STDERR_FILENO);
        if (::chdir(folder.c_str()) == 0) ::execve(arguments[0], arguments.data(), variables.data());
        ::_exit(127);
    }
    ::close(pipe_ends[1]);
    if (log >= 0) ::close(log);
    output_ = pipe_ends[0];
    greeting_.clear();
    while (greeting_.find('\n') == std::string::npos) {
        pollfd wait{output_, POLLIN, 0};
        char buffer[4096];
        ssize_t n = 0;
        if (::poll(&wait, 1, 60'000) > 0) n = ::read(output_, buffer, sizeof buffer);
        if (n <= 0) throw std::runtime_error("the server did not start: " + greeting_);
        greeting_.append(buffer, static_cast<std::size_t>(n));
    }
    const std::string mark = "http://127.0.0.1:";
    port_ = static_cast<std::uint16_t>(std::stoi(greeting_.substr(greeting_.find(mark) + mark.size())));
}

int TestServer::stop(int signal) {
    if (process_ < 0) throw std::logic_error("the server is stopped already");  // kill(-1) would reach everybody
    ::kill(process_, signal);
    int status = 0;
    ::waitpid(process_, &status, 0);
    ::close(output_);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

TestServer::~TestServer() {
    if (process_ > 0) {
        const int status = stop(SIGTERM);
        EXPECT_EQ(status, 0) << "the server did not end cleanly";
        // The shared server ends after the last test, where an expectation no longer counts.
        if (status != 0) ::_exit(99);
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

long TestServer::resident_kib() const {
    std::ifstream file("/proc/" + std::to_string(process_) + "/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    return 0;
}

std::size_t TestServer::descriptors() const {
    const std::filesystem::directory_iterator all("/proc/" + std::to_string(process_) + "/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

Person TestServer::sign_up(const std::string& name) const {
    static std::atomic<int> count = 0;
    Person person(port_);
    last_address = name + "-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + "@example.com";
    const Reply reply =
        person.post("/auth/sign-up/email", R"({"name":"Person )" + name + R"(","email":")" + last_address +
                                               R"(","password":")" + kPassword + R"("})");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return person;
}

std::string TestServer::last_email() { return last_address; }

TestServer& shared_server() {
    static TestServer server;
    return server;
}

std::string make_book(const Person& owner, const std::string& name) {
    const Reply reply = owner.post("/projects", R"({"name":")" + name + R"("})");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.at("/id");
}

std::string user_id(const Person& person) { return person.get("/auth/get-session").at("/user/id"); }

std::string email_of(const Person& person) { return person.get("/auth/get-session").at("/user/email"); }

std::string invite(const Person& owner, const std::string& book, const Person& guest, const std::string& role) {
    const Reply reply = owner.post("/projects/" + book + "/users",
                                   R"({"email":")" + email_of(guest) + R"(","role":")" + role + R"("})");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.at("/userId");
}

std::string element_json(const std::string& type, const std::string& more) {
    std::string own;
    if (type == "TEXT") own = R"(,"content":"Hello","fontSize":16)";
    if (type == "DRAWING") own = R"(,"points":[{"x":1,"y":2},{"x":3.5,"y":-4}])";
    return R"({"type":")" + type +
           R"(","x":1.5,"y":-2,"width":10,"height":20.25,"scaleX":1,"scaleY":0.5,"angle":0.75,"zIndex":3)" + own +
           (more.empty() ? "" : "," + more) + "}";
}

std::string many_elements(std::size_t count) {
    static const char* const kTypes[] = {"RECTANGLE", "CIRCLE", "TEXT", "DRAWING"};
    std::string body = "[";
    for (std::size_t i = 0; i < count; ++i) body += (i == 0 ? "" : ",") + element_json(kTypes[i % 4]);
    return body + "]";
}

}  // namespace pictbook::test
