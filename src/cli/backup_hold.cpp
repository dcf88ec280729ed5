#include "cli/backup_hold.hpp"

#include <stdexcept>

#include "store/backups.hpp"

namespace pictbook::cli {

using boost::asio::awaitable;

namespace {

constexpr Seconds kExtendEvery{60};

}  // namespace

awaitable<bool> BackupHold::begin() {
    extended_ = Monotonic::now();
    co_return co_await store::begin_backup(db_, id_, now());
}

awaitable<void> BackupHold::keep() {
    if (stop_.stop_requested()) throw std::runtime_error("the server stops");
    if (Monotonic::now() - extended_ < kExtendEvery) co_return;
    const bool held = co_await store::extend_backup(db_, id_, now());
    if (!held) throw std::runtime_error("objects could be removed meanwhile: the database was away for too long");
    extended_ = Monotonic::now();
}

awaitable<void> BackupHold::end() { co_await store::end_backup(db_, id_, now()); }

}  // namespace pictbook::cli
