#include "db/sqlite_writer.hpp"

#include <algorithm>
#include <utility>

#include "db/sqlite_errors.hpp"
#include "db/sqlite_transaction.hpp"

namespace pictbook::db {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kLargestGroup = 128;  // jobs of one commit
constexpr Statement kBeginWrites("BEGIN IMMEDIATE");
constexpr Statement kCommitWrites("COMMIT");

/// What one of a group hears, as an exception of its own: each ends on another thread. When COMMIT fails for another reason than a full disk, the log may hold the group whole:
/// its sync failed, or what comes after it. Until another group is written over it, a start after a crash would find it.
std::exception_ptr tell(const std::exception& failure, bool is_committing) noexcept {
    try {
        const std::string reason = failure.what();
        if (dynamic_cast<const DiskFull*>(&failure)) return std::make_exception_ptr(DiskFull(reason));
        if (is_committing) return std::make_exception_ptr(InDoubt(reason + "; the change may have been made"));
        return std::make_exception_ptr(Unavailable(reason));
    } catch (...) {
        return std::current_exception();  // that there is no memory for the reason; the writer's thread goes on
    }
}

}  // namespace

SqliteWriter::SqliteWriter(const SqliteOptions& options)
    : connection_(options, SqliteConnection::Access::write),
      queue_(options.queue),
      longest_wait_(options.longest_wait) {
    group_.reserve(kLargestGroup);
    thread_ = std::thread([this] { work(); });
}

SqliteWriter::~SqliteWriter() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

asio::awaitable<Rows> SqliteWriter::execute(Statement statement, Args args) {
    Rows rows;
    // Needs no savepoint: a statement that fails undoes itself.
    Work work = [&](SqliteConnection& connection) { rows = connection.execute(statement, args); };
    co_await run(std::move(work));
    co_return rows;
}

asio::awaitable<void> SqliteWriter::transact(Db::Body body) {
    Work work = [&](SqliteConnection& connection) { run_in_savepoint(connection, loop_, body); };
    co_await run(std::move(work));
}

asio::awaitable<void> SqliteWriter::run(Work work) {
    Job job;
    job.work = std::move(work);
    auto start = [&](Wake wake) {
        job.wake = std::move(wake);
        push(job);
    };
    co_await suspend(start);
    if (job.failure) std::rethrow_exception(job.failure);
}

void SqliteWriter::push(Job& job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || jobs_.size() >= queue_) {
            ++refused_;
            throw Unavailable("the database is overloaded");
        }
        job.since = Monotonic::now();
        jobs_.push_back(&job);
    }
    wake_.notify_one();
}

QueueUse SqliteWriter::use() const {
    const std::lock_guard lock(mutex_);
    QueueUse use{.name = "database_writes", .waiting = jobs_.size(), .most = queue_, .refused = refused_};
    use.waited += waited_;
    use.worked += committed_;
    return use;
}

/// Leaves the group empty when there is no work left to come.
void SqliteWriter::take() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    const auto end = jobs_.begin() + static_cast<std::ptrdiff_t>(std::min(jobs_.size(), kLargestGroup));
    group_.assign(jobs_.begin(), end);
    jobs_.erase(jobs_.begin(), end);
}

void SqliteWriter::work() {
    for (;;) {
        take();
        if (group_.empty()) return;
        {
            const Timed timed(committed_);
            commit(group_);
        }
        for (Job* job : group_) {
            const Wake wake = std::move(job->wake);  // the job is gone as soon as its caller runs
            wake();
        }
    }
}

void SqliteWriter::commit(std::span<Job* const> jobs) {
    std::size_t next = 0;
    while (next < jobs.size()) {
        const std::size_t first = next;
        bool is_committing = false;
        try {
            connection_.execute(kBeginWrites, {});
            while (next < jobs.size() && connection_.in_transaction()) run_job(*jobs[next++]);
            if (!connection_.in_transaction()) fail_given_up(*jobs[next - 1]);
            is_committing = true;
            connection_.execute(kCommitWrites, {});
        } catch (const std::exception& failure) {
            connection_.roll_back();
            if (next == first) next = jobs.size();  // not even begun: the rest would only wait for the same
            for (Job* job : jobs.subspan(first, next - first)) job->failure = tell(failure, is_committing);
        }
    }
}

void SqliteWriter::fail_given_up(const Job& last) {
    if (last.failure) std::rethrow_exception(last.failure);  // SQLite undid the transaction of all for this
    throw Unavailable("the database gave up the transaction");
}

void SqliteWriter::run_job(Job& job) {
    try {
        const Monotonic::duration waited = Monotonic::now() - job.since;
        waited_.add(waited);
        if (waited > longest_wait_) throw Unavailable("the database is overloaded");
        job.work(connection_);
    } catch (...) {
        job.failure = std::current_exception();
    }
}

}  // namespace pictbook::db
