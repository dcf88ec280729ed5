// One of those who edit a book by pictshare.v2 while nodes and services are killed: it comes back to whatever node works,
// with what it has, and sends again what was not answered.
#pragma once

#include <atomic>
#include <random>
#include <thread>

#include "durable/editor.hpp"
#include "durable/ledger.hpp"
#include "support/fleet.hpp"
#include "support/replica.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::test {

/// As 16 hexadecimal digits, in the server's words (V2-35).
std::string hash_of(const Replica& replica);

class Client {
public:
    struct Account {
        std::string cookie, user;
    };
    /// `name` is its clientId. Begins to edit at once.
    Client(const Fleet& fleet, const std::string& book, const Account& account, const std::string& name,
           std::size_t number);
    ~Client() { stop(); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// No new commands, and it stays where it is.
    void rest() { rests_ = true; }
    /// Every command is answered or given up.
    bool is_settled() const { return is_settled_; }
    std::int64_t seq() const { return seq_; }
    /// Of the last STATE_HASH, which was that of its elements.
    std::int64_t proven() const { return proven_; }
    /// To which it is, or was last, connected.
    std::size_t node() const { return node_; }
    void stop();

    // When it has stopped:
    const Ledger& ledger() const { return ledger_; }
    const Replica& replica() const { return replica_; }
    const std::string& last_hash() const { return last_hash_; }
    struct Totals {
        int deltas = 0, snapshots = 0;  // how it was welcomed
        int hashes = 0;                 // compared
    };
    const Totals& totals() const { return totals_; }

private:
    void run();
    void open();
    void write();
    bool send(const std::string& text);
    void listen();
    void take(const json::object& message);
    void lose();
    std::size_t draw(std::size_t below) { return random_() % below; }
    std::chrono::milliseconds between(int least, int most) {
        return std::chrono::milliseconds(least + static_cast<int>(draw(static_cast<std::size_t>(most - least))));
    }

    const Fleet& fleet_;
    const std::string path_, cookie_;
    std::mt19937 random_;
    Editor editor_;
    Ledger ledger_;
    Replica replica_;
    WebSocketClient socket_;
    bool is_open_ = false, is_welcome_ = false;
    Clock::time_point next_edit_, leaves_;
    std::string last_hash_;
    Totals totals_;
    std::atomic<bool> is_over_ = false, rests_ = false, is_settled_ = false;
    std::atomic<std::int64_t> seq_ = -1, proven_ = -1;
    std::atomic<std::size_t> node_;
    std::thread thread_;
};

}  // namespace pictbook::test
