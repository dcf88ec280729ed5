// A real PostgreSQL server for tests: a private cluster on a free port, or the one that PICTBOOK_TEST_POSTGRES names.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "support/certificate.hpp"

namespace pictbook::test {

/// How often each statement was run, by its fingerprint.
using StatementCounts = std::map<std::string, long>;

/// A private cluster. Its superuser is `postgres`, without a password; a role named `guarded` needs one.
class PostgresServer {
public:
    enum class Durability { none, full };  // full: as PostgreSQL comes

    /// With TLS when there is a certificate.
    explicit PostgresServer(Durability durability = Durability::none, const Certificate* certificate = nullptr);
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    std::string url(const std::string& database = "postgres") const;
    /// A fresh empty database; gives its URL.
    std::string create_database() const;
    std::uint16_t port() const { return port_; }
    pid_t process() const { return process_; }
    /// Since the server's start, in the database of that name; BEGIN and COMMIT are statements too.
    StatementCounts statement_counts(const std::string& database) const;
    /// As a crash or a cut would: nobody is told, nothing is finished.
    void stop();
    /// kill -9 of the server and of all its children; waits for their end.
    void kill();
    /// On the same port and folder.
    void start();

private:
    Durability durability_;
    std::filesystem::path folder_;
    std::uint16_t port_;
    pid_t process_ = -1;
};

/// A fresh empty database on the server that most tests share; gives its URL.
std::string create_postgres_database();

using Table = std::vector<std::vector<std::string>>;
/// Runs any number of statements and gives the rows of the last, NULL as `null`. Throws std::runtime_error with the server's
/// message.
Table run_sql(const std::string& url, const std::string& sql);

}  // namespace pictbook::test
