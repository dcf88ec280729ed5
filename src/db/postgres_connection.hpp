// One connection on one event loop. Statements of many callers are on their way at a time; results come back in their order,
// and each statement is a transaction of its own unless one was opened. Used by the loop's thread only.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>

#include "base/suspend.hpp"
#include "db/postgres_connect.hpp"
#include "db/postgres_errors.hpp"
#include "db/postgres_values.hpp"

namespace pictbook::db {

/// A statement on its way. Lives in the frame of its caller, who is suspended until the result or the failure is there.
struct PostgresCommand {
    /// Throws Violation when an argument can't be sent.
    PostgresCommand(const Statement& statement, const Args& args)
        : text(statement.text), writes(statement.writes), arguments(args) {}

    std::string_view text;
    bool writes;
    bool opens = false;     // BEGIN goes with it
    bool commits = writes;  // what it writes is kept by itself, or it is the COMMIT
    PostgresArguments arguments;

    Rows rows;
    std::string tag;  // what was done, e.g. `COMMIT`
    std::optional<PostgresFailure> failure;
    bool lost = false;  // the connection broke: nobody knows what was done

    // For the connection.
    bool begins = false, prepares = false;  // results that come before the statement's own
    Wake wake;
    Monotonic::time_point since;
};

class PostgresConnection : public std::enable_shared_from_this<PostgresConnection> {
public:
    PostgresConnection(PostgresHandle handle, const boost::asio::any_io_executor& executor, Milliseconds deadline);
    ~PostgresConnection();
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    /// Sends it at once, behind what is on its way; returns when it has its result or failure.
    boost::asio::awaitable<void> run(PostgresCommand& command);

    /// Open, and on a server that takes writes.
    bool is_usable() const { return handle_ != nullptr && !is_unfit_; }
    /// What waits for results here; a write counts as many reads, because it waits for the disk and for locks.
    std::size_t load() const { return load_; }
    /// Whether the server has not closed an idle connection meanwhile; closes it if so.
    bool is_alive();
    /// What is on its way fails as lost.
    void close();
    /// As the event loop ends: whoever waits is destroyed instead of resumed.
    void abandon();

private:
    struct Prepared {
        std::string name;
        std::optional<PostgresColumns> columns;
    };
    using Key = std::pair<const char*, std::size_t>;  // the static text itself, not its content
    struct Hash {
        std::size_t operator()(const Key& key) const {
            return std::hash<const char*>()(key.first) ^ (key.second << 48);
        }
    };

    void send(PostgresCommand& command);
    bool send_parts(PostgresCommand& command);
    void flush();
    void wait_readable();
    void watch();
    void take_results();
    void take_result(PostgresCommand& command, const PGresult* result);
    void take_rows(PostgresCommand& command, const PGresult* result);
    void fail(PostgresCommand& command, const PGresult* result);
    void finish_first();
    std::deque<PostgresCommand*> let_go();

    PostgresHandle handle_;  // null: closed
    boost::asio::posix::stream_descriptor descriptor_;
    boost::asio::steady_timer timer_;
    const Milliseconds deadline_;
    std::deque<PostgresCommand*> on_their_way_;
    std::size_t load_ = 0;
    bool is_unfit_ = false, reading_ = false, writing_ = false, watching_ = false;
    std::unordered_map<Key, Prepared, Hash> prepared_;
    std::uint64_t next_name_ = 0;
};

}  // namespace pictbook::db
