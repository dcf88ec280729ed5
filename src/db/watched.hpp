// A database as one worker sees it: passes everything on and counts how long it took, for /metrics.
#pragma once

#include "base/latency.hpp"
#include "db/db.hpp"

namespace pictbook::db {

/// By the worker's thread; any thread reads it. Times are what a caller waits: in queues, for the disk, for the server.
struct DbCounts {
    Latency reads, writes;  // single statements
    Latency transactions;   // whole ones, with what runs between their statements
    Count open;             // calls that have not come back yet
    Count unavailable;      // calls that failed because the database is away or overloaded
};

class WatchedDb : public Db {
public:
    /// `inner` is used by calls only, so what it counted outlives it.
    explicit WatchedDb(Db& inner) : inner_(inner) {}

    const DbCounts& counts() const { return counts_; }

    boost::asio::awaitable<Rows> execute(const Statement& statement, Args args) override;
    boost::asio::awaitable<void> transact(Body body) override;
    /// Not counted: it takes as long as a backup takes.
    boost::asio::awaitable<void> view(Reading body) override { return inner_.view(std::move(body)); }
    std::vector<SchemaStep> migrate() override { return inner_.migrate(); }
    std::vector<SchemaStep> missing_steps() override { return inner_.missing_steps(); }
    std::string describe() const override { return inner_.describe(); }
    std::vector<QueueUse> queues() const override { return inner_.queues(); }

private:
    boost::asio::awaitable<Rows> run(Statement statement, Args args);

    Db& inner_;
    DbCounts counts_;
};

}  // namespace pictbook::db
