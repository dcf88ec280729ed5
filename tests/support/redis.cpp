#include "support/redis.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "support/ports.hpp"

namespace pictbook::test {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr int kAttempts = 5;
constexpr auto kStartTime = std::chrono::seconds(20);

std::string fresh_database() {
    static std::atomic<unsigned> next = static_cast<unsigned>(::getpid()) % 1000 * 1000;
    return std::to_string(next++);
}

}  // namespace

RedisServer::RedisServer(std::vector<std::string> options, const Certificate* certificate)
    : options_(std::move(options)), certificate_(certificate) {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        port_ = free_port();
        if (certificate_) tls_port_ = free_port();
        if (begin()) return;
    }
    throw std::runtime_error("redis-server does not start: is it installed?");
}

void RedisServer::start() {
    if (!begin()) throw std::runtime_error("redis-server does not start again");
}

bool RedisServer::begin() {
    std::vector<std::string> words{"redis-server", "--port",    std::to_string(port_),  "--bind",      "127.0.0.1",
                                   "--save",       "",          "--appendonly",         "no",          "--dir",
                                   folder_.path(), "--logfile", folder_.path() / "log", "--daemonize", "no"};
    words.insert(words.end(), options_.begin(), options_.end());
    if (certificate_)
        words.insert(words.end(), {"--tls-port", std::to_string(tls_port_), "--tls-cert-file",
                                   certificate_->certificate(), "--tls-key-file", certificate_->key(),
                                   "--tls-ca-cert-file", certificate_->certificate(), "--tls-auth-clients", "no"});
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    process_ = ::fork();
    if (process_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test program that crashes leaves nothing behind
        const int nothing = ::open("/dev/null", O_RDWR);
        ::dup2(nothing, STDOUT_FILENO);
        ::dup2(nothing, STDERR_FILENO);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    const auto end = std::chrono::steady_clock::now() + kStartTime;
    while (std::chrono::steady_clock::now() < end) {
        if (::waitpid(process_, nullptr, WNOHANG) == process_) {
            process_ = -1;
            return false;
        }
        if (answers()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    kill();
    return false;
}

std::string RedisServer::ask(const std::string& command) const {
    asio::io_context context;
    tcp::socket socket(context);
    socket.connect({asio::ip::address_v4::loopback(), port_});
    asio::write(socket, asio::buffer(command + "\r\nQUIT\r\n"));
    std::string reply;
    boost::system::error_code end;
    asio::read(socket, asio::dynamic_buffer(reply), end);
    return reply;
}

/// Anything: a Redis with a password answers a PING with a refusal.
bool RedisServer::answers() const {
    asio::io_context context;
    tcp::socket socket(context);
    boost::system::error_code error;
    socket.connect({asio::ip::address_v4::loopback(), port_}, error);
    if (error) return false;
    std::array<char, 1> first{};
    asio::write(socket, asio::buffer(std::string_view("PING\r\n")), error);
    return asio::read(socket, asio::buffer(first), error) == 1;
}

std::string RedisServer::url() const { return "redis://127.0.0.1:" + std::to_string(port_) + "/" + fresh_database(); }

std::string RedisServer::tls_url() const {
    return "rediss://127.0.0.1:" + std::to_string(tls_port_) + "/" + fresh_database();
}

void RedisServer::kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

void RedisServer::pause() const { ::kill(process_, SIGSTOP); }
void RedisServer::resume() const { ::kill(process_, SIGCONT); }

std::string shared_redis_url() {
    if (const char* url = std::getenv("PICTBOOK_TEST_REDIS")) {
        std::string text = url;
        const std::size_t slash = text.find('/', text.find("://") + 3);
        return text.substr(0, slash) + "/" + fresh_database();
    }
    static const RedisServer server;
    return server.url();
}

}  // namespace pictbook::test
