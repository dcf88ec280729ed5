// The real database, in memory and shared by all runs, as a simulated node reaches it: statements take virtual time, fail
// while it is away, and a commit may be in doubt.
#pragma once

#include "db/db.hpp"
#include "db/sqlite_connection.hpp"
#include "sim/scene.hpp"

namespace pictbook::sim {

/// Without time and troubles, for what a run begins and ends with.
class Store : public db::Db {
public:
    Store();

    awaitable<db::Rows> execute(const db::Statement& statement, db::Args args) override;
    awaitable<void> transact(Body body) override;
    awaitable<void> view(Reading body) override { co_await body(*this); }
    std::vector<db::SchemaStep> migrate() override;
    std::vector<db::SchemaStep> missing_steps() override { return {}; }
    std::string describe() const override { return "SQLite in memory"; }

    /// To its end, now.
    template <class T>
    T wait(awaitable<T> work);
    void script(const std::string& sql) { connection_.run_script(sql.c_str()); }

private:
    db::SqliteConnection connection_;
    asio::io_context inner_{1}, outer_{1};
};

class NodeDb : public db::Db {
public:
    NodeDb(Scene& scene, Store& store, const bool& dead) : scene_(scene), store_(store), dead_(dead) {}

    awaitable<db::Rows> execute(const db::Statement& statement, db::Args args) override;
    awaitable<void> transact(Body body) override;
    awaitable<void> view(Reading body) override { co_await body(*this); }
    std::vector<db::SchemaStep> migrate() override { return {}; }
    std::vector<db::SchemaStep> missing_steps() override { return {}; }
    std::string describe() const override { return store_.describe(); }

    /// In a transaction: called once it is durable, whether or not the node hears of it.
    void when_kept(std::function<void()> done) { kept_ = std::move(done); }

private:
    awaitable<void> pass_time();

    Scene& scene_;
    Store& store_;
    const bool& dead_;
    std::function<void()> kept_;
};

template <class T>
T Store::wait(awaitable<T> work) {
    std::exception_ptr thrown;
    std::optional<T> out;
    asio::co_spawn(outer_, std::move(work), [&](std::exception_ptr exception, T result) {
        thrown = exception;
        out.emplace(std::move(result));
    });
    outer_.restart();
    outer_.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*out);
}

}  // namespace pictbook::sim
