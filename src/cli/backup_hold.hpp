// The mark in the database that keeps objects from being removed while a backup is made (store/backups.hpp).
#pragma once

#include <stop_token>
#include <string>

#include "db/db.hpp"

namespace pictbook::cli {

class BackupHold {
public:
    BackupHold(db::Db& db, std::string id, std::stop_token stop)
        : db_(db), id_(std::move(id)), stop_(std::move(stop)) {}

    /// False when another node has begun the backup of that id.
    boost::asio::awaitable<bool> begin();
    /// Between any two pieces. Throws std::runtime_error when the backup is no longer wanted, or the hold was lost because nothing
    /// was heard of the backup for too long.
    boost::asio::awaitable<void> keep();
    boost::asio::awaitable<void> end();

private:
    db::Db& db_;
    const std::string id_;
    const std::stop_token stop_;
    Monotonic::time_point extended_{};
};

}  // namespace pictbook::cli
