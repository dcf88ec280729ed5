#include "db/postgres_pool.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/ids.hpp"
#include "base/log.hpp"

namespace pictbook::db {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kConnectThreads = 2;
constexpr std::size_t kConnectQueue = 256;
constexpr std::size_t kBusy = 4;  // load from which another connection is opened; any load is for a transaction
constexpr const char* kAway = "the database can't be reached";
constexpr const char* kOverloaded = "the database is overloaded";

/// Half of it to all of it, so that nodes which lost the server together don't come back together.
Milliseconds with_jitter(Milliseconds pause) {
    const auto byte = static_cast<unsigned char>(random_bytes(1)[0]);
    return pause / 2 + pause * byte / 510;
}

}  // namespace

PostgresConnector::PostgresConnector(const PostgresTarget& target, const PostgresOptions& options)
    : target_(target),
      options_(options),
      threads_("connecting to the database", Pool::Limits{.threads = kConnectThreads, .queue = kConnectQueue}) {}

asio::awaitable<PostgresHandle> PostgresConnector::connect() {
    auto work = [this](std::size_t) {
        PostgresHandle handle = connect_postgres(target_, options_);
        last_success_ = Monotonic::now();
        return handle;
    };
    co_return co_await threads_.run(work);
}

PostgresPool::Call::Call(std::shared_ptr<PostgresPool> pool) : pool_(std::move(pool)) {
    if (pool_->calls_ >= pool_->options_.queue) throw Unavailable(kOverloaded);
    ++pool_->calls_;
}

PostgresPool::Lease::Lease(std::shared_ptr<PostgresPool> pool, Connection connection)
    : pool_(std::move(pool)), connection_(std::move(connection)) {}

PostgresPool::Lease::~Lease() {
    if (!is_clean) connection_->close();
    pool_->give_back(connection_);
}

PostgresPool::PostgresPool(asio::any_io_executor executor, const PostgresOptions& options, PostgresConnector& connector)
    : executor_(std::move(executor)),
      options_(options),
      connector_(connector),
      timer_(executor_),
      pause_(options.least_pause) {}

asio::awaitable<PostgresPool::Connection> PostgresPool::get(Use use) {
    Connection connection;
    if (use == Use::shared || waiting_.empty()) connection = pick(use);
    if (!connection) connection = co_await wait_for(use);
    co_return connection;
}

/// The one with the least to do, or null. A transaction gets none into which a single statement would still come.
PostgresPool::Slot* PostgresPool::find(Use use) {
    Slot* best = nullptr;
    for (Slot& slot : slots_) {
        if (slot.taken || !slot.connection->is_usable() || (use == Use::alone && slot.promised > 0)) continue;
        if (!best || slot.connection->load() < best->connection->load()) best = &slot;
    }
    return best;
}

/// One is left for single statements, so that they don't wait for transactions.
PostgresPool::Connection PostgresPool::pick(Use use) {
    if (use == Use::alone && taken_ > 0 && taken_ + 1 >= options_.connections) return nullptr;
    for (;;) {
        remove_unusable();
        Slot* best = find(use);
        if (!best) return nullptr;
        if (best->connection->load() == 0 && !best->connection->is_alive()) continue;
        if (best->connection->load() >= (use == Use::alone ? 1 : kBusy)) open_another();
        if (use == Use::alone) {
            best->taken = true;
            ++taken_;
        }
        return best->connection;
    }
}

void PostgresPool::remove_unusable() {
    std::erase_if(slots_, [](const Slot& slot) {
        const bool is_gone =
            !slot.taken && slot.promised == 0 && !slot.connection->is_usable() && slot.connection->load() == 0;
        if (is_gone) slot.connection->close();
        return is_gone;
    });
}

void PostgresPool::give_back(const Connection& connection) {
    Slot* slot = slot_of(connection);
    if (!slot) return;  // the event loop ends
    slot->taken = false;
    --taken_;
    serve();
}

PostgresPool::Slot* PostgresPool::slot_of(const Connection& connection) {
    const auto same = [&](const Slot& slot) { return slot.connection == connection; };
    const auto found = std::find_if(slots_.begin(), slots_.end(), same);
    return found == slots_.end() ? nullptr : &*found;
}

asio::awaitable<PostgresPool::Connection> PostgresPool::wait_for(Use use) {
    Waiter waiter{.use = use, .end = {}, .connection = {}, .failure = {}, .wake = {}};
    auto start = [&](Wake wake) {
        open_another();
        if (slots_.empty() && opening_ == 0) throw Unavailable(kAway);
        waiter.end = Monotonic::now() + (slots_.empty() ? options_.longest_absence : options_.longest_wait);
        waiter.wake = std::move(wake);
        waiting_.push_back(&waiter);
        if (watching_ && waiter.end < timer_.expiry()) timer_.cancel();  // whose handler looks for the next end anew
        try {
            watch();
        } catch (...) {  // its caller gets that, and is gone then
            std::erase(waiting_, &waiter);
            throw;
        }
    };
    co_await suspend(start);
    if (waiter.failure) std::rethrow_exception(waiter.failure);
    if (Slot* slot = slot_of(waiter.connection); slot && use == Use::shared) --slot->promised;
    co_return waiter.connection;
}

void PostgresPool::open_another() {
    if (slots_.size() + opening_ >= options_.connections || !may_connect()) return;
    if (opening_ > 0 && opening_ >= waiting_.size()) return;
    ++opening_;
    asio::co_spawn(executor_, open_one(shared_from_this()), asio::detached);
}

bool PostgresPool::may_connect() const {
    return Monotonic::now() >= not_before_ || connector_.last_success() > last_failure_;
}

asio::awaitable<void> PostgresPool::open_one(std::shared_ptr<PostgresPool> self) {
    try {
        PostgresHandle handle = co_await self->connector_.connect();
        if (self->has_ended_) co_return;
        self->opened(std::move(handle));
    } catch (const std::exception& failure) {
        if (self->has_ended_) co_return;
        self->not_opened(failure.what());
    }
    --self->opening_;
    self->serve();
}

void PostgresPool::opened(PostgresHandle handle) {
    pause_ = options_.least_pause;
    not_before_ = {};
    // Before its slot: when it can't be made, no slot is without one.
    auto connection = std::make_shared<PostgresConnection>(std::move(handle), executor_, options_.statement_deadline);
    slots_.emplace_back().connection = std::move(connection);
}

/// Attempts that ran side by side fail together, which is one failure.
void PostgresPool::not_opened(const std::string& reason) {
    if (!may_connect()) return;
    log::warning("no connection to the database", {{"reason", reason}});
    last_failure_ = Monotonic::now();
    not_before_ = last_failure_ + with_jitter(pause_);
    pause_ = std::min(pause_ * 2, options_.most_pause);
}

/// Gives those who wait what there is now, in their order.
void PostgresPool::serve() {
    for (auto each = waiting_.begin(); each != waiting_.end();) {
        Waiter& waiter = **each;
        waiter.connection = pick(waiter.use);
        if (!waiter.connection) {
            ++each;
            continue;
        }
        if (waiter.use == Use::shared) ++slot_of(waiter.connection)->promised;
        each = waiting_.erase(each);
        const Wake wake = std::move(waiter.wake);
        wake();
    }
    if (waiting_.empty()) {
        if (watching_) timer_.cancel();
        return;
    }
    open_another();
    if (slots_.empty() && opening_ == 0)
        refuse_those_who([](const Waiter&, Monotonic::time_point) { return true; }, kAway);
}

void PostgresPool::refuse_those_who(bool (*is_refused)(const Waiter&, Monotonic::time_point), const char* reason) {
    const Monotonic::time_point time = Monotonic::now();
    std::deque<Waiter*> refused;
    for (Waiter* each : waiting_)
        if (is_refused(*each, time)) refused.push_back(each);
    std::erase_if(waiting_, [&](Waiter* each) { return is_refused(*each, time); });
    for (Waiter* each : refused) {
        each->failure = std::make_exception_ptr(Unavailable(reason));
        const Wake wake = std::move(each->wake);
        wake();
    }
    if (waiting_.empty() && watching_) timer_.cancel();
}

void PostgresPool::watch() {
    if (watching_ || waiting_.empty()) return;
    const auto sooner = [](const Waiter* a, const Waiter* b) { return a->end < b->end; };
    timer_.expires_at((*std::min_element(waiting_.begin(), waiting_.end(), sooner))->end);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code&) {
        self->watching_ = false;
        if (self->has_ended_) return;
        const char* reason = self->slots_.empty() ? kAway : kOverloaded;
        self->refuse_those_who([](const Waiter& waiter, Monotonic::time_point time) { return waiter.end <= time; },
                               reason);
        self->watch();
    });
    watching_ = true;  // only now: where there is no memory to wait, the next one tries it again
}

void PostgresPool::abandon() {
    has_ended_ = true;
    timer_.cancel();
    std::vector<Wake> ended;
    for (Waiter* waiter : std::exchange(waiting_, {})) ended.push_back(std::move(waiter->wake));
    for (const Slot& slot : std::exchange(slots_, {})) slot.connection->abandon();
}

void PostgresPools::shutdown() {
    for (const auto& [database, pool] : std::exchange(pools_, {}))
        if (pool) pool->abandon();
}

}  // namespace pictbook::db
