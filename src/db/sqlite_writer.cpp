#include "db/sqlite_writer.hpp"

#include <algorithm>
#include <utility>

#include "db/sqlite_transaction.hpp"

namespace pictbook::db {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kLargestGroup = 128;  // jobs of one commit
constexpr Statement kBeginWrites("BEGIN IMMEDIATE");
constexpr Statement kCommitWrites("COMMIT");

}  // namespace

SqliteWriter::SqliteWriter(const SqliteOptions& options)
    : connection_(options, SqliteConnection::Access::write),
      queue_(options.queue),
      longest_wait_(options.longest_wait),
      thread_([this] { work(); }) {}

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
        if (stopping_ || jobs_.size() >= queue_) throw Unavailable("the database is overloaded");
        job.since = Monotonic::now();
        jobs_.push_back(&job);
    }
    wake_.notify_one();
}

/// Empty when there is no work left to come.
std::vector<SqliteWriter::Job*> SqliteWriter::take() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    const auto end = jobs_.begin() + static_cast<std::ptrdiff_t>(std::min(jobs_.size(), kLargestGroup));
    std::vector<Job*> group(jobs_.begin(), end);
    jobs_.erase(jobs_.begin(), end);
    return group;
}

void SqliteWriter::work() {
    for (;;) {
        const std::vector<Job*> group = take();
        if (group.empty()) return;
        commit(group);
        for (Job* job : group) {
            const Wake wake = std::move(job->wake);  // the job is gone as soon as its caller runs
            wake();
        }
    }
}

void SqliteWriter::commit(std::span<Job* const> jobs) {
    std::size_t next = 0;
    while (next < jobs.size()) {
        const std::size_t first = next;
        try {
            connection_.execute(kBeginWrites, {});
            while (next < jobs.size() && connection_.in_transaction()) run_job(*jobs[next++]);
            if (!connection_.in_transaction()) throw Unavailable("the database gave up the transaction");
            connection_.execute(kCommitWrites, {});
        } catch (const std::exception& failure) {
            connection_.roll_back();
            if (next == first) next = jobs.size();  // not even begun: the rest would only wait for the same
            for (Job* job : jobs.subspan(first, next - first))
                job->failure = std::make_exception_ptr(Unavailable(failure.what()));
        }
    }
}

void SqliteWriter::run_job(Job& job) {
    try {
        if (Monotonic::now() - job.since > longest_wait_) throw Unavailable("the database is overloaded");
        job.work(connection_);
    } catch (...) {
        job.failure = std::current_exception();
    }
}

}  // namespace pictbook::db
