// A real Redis for tests: redis-server as a child process on a free port, which keeps nothing on the disk.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "support/certificate.hpp"
#include "support/program.hpp"

namespace pictbook::test {

class RedisServer {
public:
    /// Starts it and waits until it answers; it ends with the thread that started it. `options`: more words of its
    /// command line. With a certificate it speaks TLS too, on another port.
    explicit RedisServer(std::vector<std::string> options = {}, const Certificate* certificate = nullptr);
    ~RedisServer() { kill(); }
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;

    std::uint16_t port() const { return port_; }
    /// With a database of its own at each call, so that what uses it shares no channel with what used another.
    std::string url() const;
    /// rediss://, of the other port.
    std::string tls_url() const;
    /// The reply to a command without arguments of several words, as the bytes that came.
    std::string ask(const std::string& command) const;
    /// kill -9, and waits for its end.
    void kill();
    /// Again, on the same port.
    void start();
    /// Stops it from running; its connections stay.
    void pause() const;
    void resume() const;

private:
    bool begin();
    bool answers() const;

    TemporaryFolder folder_;
    std::vector<std::string> options_;
    const Certificate* certificate_;
    std::uint16_t port_ = 0, tls_port_ = 0;
    pid_t process_ = -1;
};

/// Of a Redis that many tests share: the one that PICTBOOK_TEST_REDIS names, else one that lives until the program ends.
/// With a database of its own at each call.
std::string shared_redis_url();

}  // namespace pictbook::test
