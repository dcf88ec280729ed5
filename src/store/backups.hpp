// Backups that are being made ("Backup"): while one is, no object is removed whose row it may have seen, on no node. A backup that
// dies holds nothing any more when its time is over.
//
// Whoever removes an object looks at are_removals_held() after its row is gone for good. A backup begins, and then reads rows: so
// either it no longer reads that row, or it is seen.
#pragma once

#include <string>

#include "db/db.hpp"

namespace pictbook::store {

/// False when there is one of this id already, under way or ended.
boost::asio::awaitable<bool> begin_backup(db::Sql& sql, std::string id, Time now);
/// Holds removals for longer. False when they are no longer held: it came too late.
boost::asio::awaitable<bool> extend_backup(db::Sql& sql, std::string id, Time now);
/// Its row stays for a day, so that it isn't begun again.
boost::asio::awaitable<void> end_backup(db::Sql& sql, std::string id, Time now);
boost::asio::awaitable<bool> are_removals_held(db::Sql& sql, Time now);

}  // namespace pictbook::store
