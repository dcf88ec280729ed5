#include "support/s3.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "base/ids.hpp"
#include "support/ports.hpp"

namespace pictbook::test {

namespace {

constexpr int kMostStartMilliseconds = 90'000;

}  // namespace

S3Server::S3Server(Whose whose) {
    options_.region = "us-east-1";
    if (const char* given = std::getenv("PICTBOOK_TEST_S3"); given && whose == Whose::any)
        take_from(given);
    else
        run_script();
}

void S3Server::take_from(const std::string& url) {
    const std::size_t key = url.find("://") + 3, at = url.rfind('@'), secret = url.find(':', key) + 1;
    const std::size_t bucket = url.find('/', at), port = url.find(':', at);
    if (at == url.npos || bucket == url.npos || secret > at)
        throw std::runtime_error("PICTBOOK_TEST_S3 must be http://KEY:SECRET@HOST:PORT/BUCKET");
    options_.endpoint = url.substr(0, key) + url.substr(at + 1, bucket - at - 1);
    options_.access_key_id = url.substr(key, secret - 1 - key);
    options_.secret_access_key = url.substr(secret, at - secret);
    options_.bucket = url.substr(bucket + 1);
    if (port < bucket) port_ = static_cast<std::uint16_t>(std::stoi(url.substr(port + 1)));
}

void S3Server::run_script() {
    folder_ = std::filesystem::temp_directory_path() / ("pictbook-s3-" + make_lower_token(8));
    std::filesystem::create_directories(folder_);
    port_ = free_port();
    options_.endpoint = "http://127.0.0.1:" + std::to_string(port_);
    options_.access_key_id = make_token(20);
    options_.secret_access_key = make_token(40);
    options_.bucket = "photos";
    const std::string script = std::string(PICTBOOK_SOURCE) + "/tests/support/s3_server", folder = folder_.string();
    const std::string port = std::to_string(port_), monitor_port = std::to_string(free_port());
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw std::runtime_error("no socket pair");
    process_ = ::fork();
    if (process_ == 0) {
        ::dup2(ends[1], STDIN_FILENO);
        ::dup2(ends[1], STDOUT_FILENO);
        ::execl(script.c_str(), script.c_str(), folder.c_str(), port.c_str(), monitor_port.c_str(),
                options_.access_key_id.c_str(), options_.secret_access_key.c_str(), options_.bucket.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    channel_ = ends[0];
    command("", "ready\n");
}

void S3Server::command(const std::string& line, const std::string& answer) {
    if (!is_ours()) throw std::runtime_error("the server of PICTBOOK_TEST_S3 is not ours to stop");
    ::send(channel_, line.data(), line.size(), MSG_NOSIGNAL);
    std::string said;
    while (said != answer) {
        pollfd wait{channel_, POLLIN, 0};
        char buffer[256];
        ssize_t n = 0;
        if (::poll(&wait, 1, kMostStartMilliseconds) > 0) n = ::recv(channel_, buffer, sizeof buffer, 0);
        if (n <= 0) throw std::runtime_error("the S3 server did not start; tests/support/s3_server says why");
        said.append(buffer, static_cast<std::size_t>(n));
    }
}

S3Server::~S3Server() {
    if (!is_ours()) return;
    ::close(channel_);
    ::waitpid(process_, nullptr, 0);
}

std::map<std::string, std::string> S3Server::settings() const {
    return {{"S3_ENDPOINT", options_.endpoint},
            {"S3_BUCKET_NAME", options_.bucket},
            {"S3_ACCESS_KEY_ID", options_.access_key_id},
            {"S3_SECRET_ACCESS_KEY", options_.secret_access_key}};
}

S3Server& shared_s3() {
    static S3Server server;
    return server;
}

}  // namespace pictbook::test
