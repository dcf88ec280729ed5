// API keys: a row for each, found by the hash of the key. Nothing here tells a key again.
#pragma once

#include <vector>

#include "db/db.hpp"
#include "model/api_key.hpp"

namespace pictbook::store {

/// Most keys of one person, ended ones included.
inline constexpr std::int64_t kMostApiKeys = 50;

enum class KeyCreation { done, too_many, no_such_user };

/// In a transaction.
boost::asio::awaitable<KeyCreation> create_api_key(db::Sql& sql, model::ApiKey key, std::string user_id,
                                                   std::string hash);
/// Newest first.
boost::asio::awaitable<std::vector<model::ApiKey>> list_api_keys(db::Sql& sql, std::string user_id);
/// False when the user has no such key.
boost::asio::awaitable<bool> delete_api_key(db::Sql& sql, std::string id, std::string user_id);
/// Sets lastUsedAt, unless that was done less than `apart` ago: of several at the same time one writes.
boost::asio::awaitable<void> note_api_key_use(db::Sql& sql, std::string id, Time now, Seconds apart);

}  // namespace pictbook::store
