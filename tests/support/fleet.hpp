// Nodes that share one PostgreSQL, Redis and, if they are told so, S3 server, all of them real, and all of them ours to kill.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "support/postgres.hpp"
#include "support/redis.hpp"
#include "support/s3.hpp"
#include "support/server.hpp"

namespace pictbook::test {

/// The services of all tests of this program; PostgreSQL as durable as it comes. They end with it.
PostgresServer& postgres();
RedisServer& redis();
S3Server& s3();
/// The settings of nodes that share a bucket there.
TestServer::Settings in_bucket();

struct Guest {
    std::string email, id;
};

/// On a database of its own. Nodes are killed and started by the thread that made it; the rest may be used by others too.
class Fleet {
public:
    static constexpr std::size_t kBooks = 6, kGuests = 6;

    /// `more`: settings of the nodes beside those that they need to share PostgreSQL and Redis.
    Fleet(std::size_t nodes, TestServer::Settings more);
    /// One node on the embedded store.
    explicit Fleet(const TestServer::Settings& settings);

    std::size_t size() const { return nodes_.size(); }
    TestServer& node(std::size_t number) { return *nodes_[number]; }
    /// 0 while it is dead.
    std::uint16_t port(std::size_t number) const { return ports_[number]; }
    void kill(std::size_t number);
    /// With a new port.
    void start(std::size_t number);

    /// The owner of all books, as somebody who speaks to that node.
    Person owner(std::size_t number) const;
    const std::string& owner_email() const { return owner_email_; }
    const std::string& cookie() const { return cookie_; }
    /// Made before the load; nobody is a guest in them yet.
    const std::vector<std::string>& books() const { return books_; }
    const std::vector<Guest>& guests() const { return guests_; }
    const std::string& database() const { return database_; }
    /// The first column of every row of the database, whichever it is, in its order.
    std::vector<std::string> rows(const std::string& sql) const;

    /// Until /health/ready of all nodes tells of no part that is away; gives whether it came to that within 30 s.
    bool wait_until_ready() const;
    /// That no node has ended by itself since it was started last.
    void expect_alive() const;

private:
    void begin_books();

    std::string database_;
    std::vector<std::unique_ptr<TestServer>> nodes_;
    std::vector<std::atomic<std::uint16_t>> ports_;
    std::map<std::string, std::string> cookies_;
    std::string cookie_, owner_email_;
    std::vector<std::string> books_;
    std::vector<Guest> guests_;
};

}  // namespace pictbook::test
