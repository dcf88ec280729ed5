// What every run of bench_durable begins with: a server of its own on a database of its own that really writes to the disk.
#pragma once

#include <memory>
#include <string>

#include "process.hpp"
#include "stamp.hpp"
#include "support/metrics.hpp"
#include "support/postgres.hpp"
#include "support/processes.hpp"
#include "support/server.hpp"

namespace pictbook::bench {

enum class Database { sqlite, postgres };
inline constexpr Database kDatabases[] = {Database::sqlite, Database::postgres};
inline const char* name_of(Database database) { return database == Database::sqlite ? "SQLite" : "PostgreSQL"; }

struct DurableStage {
    explicit DurableStage(Database database)
        : postgres(database == Database::postgres
                       ? std::make_unique<test::PostgresServer>(test::PostgresServer::Durability::full)
                       : nullptr),
          server(
              {{"DATABASE_URL", postgres ? postgres->create_database() : ""}, {"METRICS_TOKEN", test::kMetricsToken}}),
          person(server.sign_up()),
          book(test::make_book(person)) {}

    /// Has the database's connections run as this program does; to be called when they are open.
    void share_priority() const {
        if (!postgres) return;
        for (const pid_t each : test::children_of(postgres->process())) bench::share_priority(each);
    }

    std::unique_ptr<test::PostgresServer> postgres;
    test::TestServer server;
    test::Person person;
    std::string book;
};

/// What a server used from its construction on.
class Usage {
public:
    explicit Usage(pid_t server)
        : server_(server), cpu_(cpu_seconds(server)), others_(others_seconds(server)), begin_(microseconds_now()) {}

    double cpu_microseconds() const { return (cpu_seconds(server_) - cpu_) * 1e6; }
    /// Cores that something else kept busy, PostgreSQL among it.
    double others() const {
        return (others_seconds(server_) - others_) * 1e6 / static_cast<double>(microseconds_now() - begin_);
    }

private:
    pid_t server_;
    double cpu_, others_;
    std::int64_t begin_;
};

}  // namespace pictbook::bench
