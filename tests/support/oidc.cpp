#include "support/oidc.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "base/bytes.hpp"
#include "support/http_client.hpp"

namespace pictbook::test {

namespace {

constexpr const char* kPath = "/realms/book";
constexpr int kStartMilliseconds = 30'000;

/// The number on its first line.
std::uint16_t read_port(int output) {
    std::string said;
    while (!said.ends_with('\n')) {
        pollfd wait{output, POLLIN, 0};
        char buffer[64];
        ssize_t n = 0;
        if (::poll(&wait, 1, kStartMilliseconds) > 0) n = ::read(output, buffer, sizeof buffer);
        if (n <= 0) throw std::runtime_error("tests/support/oidc_server did not start: is node installed?");
        said.append(buffer, static_cast<std::size_t>(n));
    }
    return static_cast<std::uint16_t>(std::stoi(said));
}

}  // namespace

OidcServer::OidcServer() {
    int input[2], output[2];
    if (::pipe2(input, O_CLOEXEC) != 0 || ::pipe2(output, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const std::string script = std::string(PICTBOOK_SOURCE) + "/tests/support/oidc_server";
    process_ = ::fork();
    if (process_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(input[0], STDIN_FILENO);
        ::dup2(output[1], STDOUT_FILENO);
        ::execl(script.c_str(), script.c_str(), kPath, kClientId, kSecret, nullptr);
        ::_exit(127);
    }
    ::close(input[0]);
    ::close(output[1]);
    input_ = input[1];
    port_ = read_port(output[0]);
    ::close(output[0]);
}

OidcServer::~OidcServer() {
    ::close(input_);
    kill();
}

void OidcServer::kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

std::string OidcServer::issuer() const { return "http://127.0.0.1:" + std::to_string(port_) + kPath; }

std::map<std::string, std::string> OidcServer::settings(const std::string& prefix) const {
    return {{prefix + "_ISSUER", issuer()}, {prefix + "_CLIENT_ID", kClientId}, {prefix + "_CLIENT_SECRET", kSecret}};
}

void OidcServer::tell(const std::string& json) const {
    const Reply reply = Person(port_).request("POST", "/told", "told=" + percent_encode(json), {});
    EXPECT_EQ(reply.status, 200) << reply.body;
}

void OidcServer::rotate_keys() const { EXPECT_EQ(Person(port_).request("POST", "/told", "keys=new", {}).status, 200); }

int OidcServer::count(const std::string& path) const {
    const boost::json::value counts = Person(port_).get("/counts").json();
    const boost::json::value* count = counts.as_object().if_contains(path);
    return count ? count->to_number<int>() : 0;
}

std::string OidcServer::visit(const std::string& address) const {
    const std::size_t path = address.find('/', address.find("://") + 3);
    const Reply reply = Person(port_).get(address.substr(path));
    EXPECT_EQ(reply.status, 302) << reply.body;
    const std::string location = reply.header("Location");
    return location.substr(std::min(location.find("/auth/"), location.size()));
}

}  // namespace pictbook::test
