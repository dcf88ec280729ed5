// An HTTP server whose every answer the test writes, for what a real server does only when it is in trouble.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace pictbook::test {

class ScriptedServer {
public:
    struct Act {
        std::string bytes;                    // sent as they are; then the connection ends
        std::chrono::milliseconds silence{};  // before it ends
    };
    /// Gets the request's head and how many came before it.
    using Script = std::function<Act(const std::string& head, std::size_t number)>;

    explicit ScriptedServer(Script script);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::uint16_t port() const { return port_; }
    /// The heads so far.
    std::vector<std::string> requests() const;
    /// Their bodies.
    std::vector<std::string> bodies() const;

    /// An answer with a Content-Length, and with more header lines if given.
    static std::string answer(const std::string& status, const std::string& body, const std::string& headers = "");

private:
    void run();
    void serve(int connection);

    Script script_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::string> requests_, bodies_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace pictbook::test
