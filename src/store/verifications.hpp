// Secrets that prove something once and for a short time: what a sign-in at a provider began with, what a
// mail's link may do.
#pragma once

#include <optional>

#include "db/db.hpp"

namespace pictbook::store {

/// In a transaction; clears away what has ended.
boost::asio::awaitable<void> create_verification(db::Sql& sql, std::string identifier, std::string value,
                                                 Time expires_at, Time now);
/// The value, which stays; nothing when there is none or it has ended.
boost::asio::awaitable<std::optional<std::string>> find_verification(db::Sql& sql, std::string identifier, Time now);
/// The value, which is gone afterwards; nothing when there is none or it has ended.
boost::asio::awaitable<std::optional<std::string>> take_verification(db::Sql& sql, std::string identifier, Time now);

}  // namespace pictbook::store
