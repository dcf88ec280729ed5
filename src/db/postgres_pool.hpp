// The connections of one event loop: single statements share them, a transaction has one to itself meanwhile. They are opened
// as callers need them; while the server is away, callers are told at once. Used by the loop's thread only.
#pragma once

#include <atomic>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <memory>

#include "base/pool.hpp"
#include "db/postgres_connection.hpp"

namespace pictbook::db {

/// Opens connections on threads of its own; one for all event loops.
class PostgresConnector {
public:
    PostgresConnector(const PostgresTarget& target, const PostgresOptions& options);
    /// Throws std::exception with a sentence for the log.
    boost::asio::awaitable<PostgresHandle> connect();
    /// Of connect(), on whichever event loop: the others need not wait any longer.
    Monotonic::time_point last_success() const { return last_success_; }

private:
    const PostgresTarget& target_;
    const PostgresOptions& options_;
    std::atomic<Monotonic::time_point> last_success_{};
    Pool threads_;  // last: its jobs use the others
};

class PostgresPool : public std::enable_shared_from_this<PostgresPool> {
public:
    using Connection = std::shared_ptr<PostgresConnection>;

    /// Counts a call while it lives.
    class Call {
    public:
        /// Throws Unavailable when there are too many.
        explicit Call(std::shared_ptr<PostgresPool> pool);
        ~Call() { --pool_->calls_; }
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;

    private:
        std::shared_ptr<PostgresPool> pool_;
    };

    /// A connection of its own. It is closed with its owner unless its last transaction has ended.
    class Lease {
    public:
        Lease(std::shared_ptr<PostgresPool> pool, Connection connection);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        PostgresConnection& connection() const { return *connection_; }
        bool is_clean = true;

    private:
        std::shared_ptr<PostgresPool> pool_;
        Connection connection_;
    };

    PostgresPool(boost::asio::any_io_executor executor, const PostgresOptions& options, PostgresConnector& connector);

    /// One that others use at the same time. Both throw Unavailable when there is none in time.
    boost::asio::awaitable<Connection> share() { return get(Use::shared); }
    /// One that nobody else gets until give_back(); for Lease.
    boost::asio::awaitable<Connection> take() { return get(Use::alone); }
    void give_back(const Connection& connection);
    /// As the event loop ends.
    void abandon();

private:
    enum class Use { shared, alone };
    struct Slot {
        Connection connection;
        bool taken = false;
        std::size_t promised = 0;  // to callers that were woken and have not sent their statement yet
    };
    struct Waiter {
        Use use;
        Monotonic::time_point end;
        Connection connection;
        std::exception_ptr failure;
        Wake wake;
    };

    boost::asio::awaitable<Connection> get(Use use);
    boost::asio::awaitable<Connection> wait_for(Use use);
    static boost::asio::awaitable<void> open_one(std::shared_ptr<PostgresPool> self);
    Slot* find(Use use);
    Connection pick(Use use);
    Slot* slot_of(const Connection& connection);
    void remove_unusable();
    void open_another();
    void opened(PostgresHandle handle);
    void not_opened(const std::string& reason);
    bool may_connect() const;
    void serve();
    void refuse_those_who(bool (*is_refused)(const Waiter&, Monotonic::time_point), const char* reason);
    void watch();

    const boost::asio::any_io_executor executor_;
    const PostgresOptions options_;
    PostgresConnector& connector_;
    std::vector<Slot> slots_;
    std::size_t taken_ = 0, opening_ = 0, calls_ = 0;
    std::deque<Waiter*> waiting_;
    boost::asio::steady_timer timer_;
    bool watching_ = false, has_ended_ = false;
    Milliseconds pause_;
    Monotonic::time_point not_before_{};  // the next attempt to connect, unless another event loop succeeds meanwhile
    Monotonic::time_point last_failure_{};
};

/// The pools of one event loop, one for each database; they end with it.
class PostgresPools : public boost::asio::execution_context::service {
public:
    using key_type = PostgresPools;
    inline static boost::asio::execution_context::id id;

    explicit PostgresPools(boost::asio::execution_context& context) : service(context) {}
    std::shared_ptr<PostgresPool>& of(std::uint64_t database) { return pools_[database]; }

private:
    void shutdown() override;

    std::map<std::uint64_t, std::shared_ptr<PostgresPool>> pools_;
};

}  // namespace pictbook::db
