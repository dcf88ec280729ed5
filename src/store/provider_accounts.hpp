// Accounts at providers: who signs in with which. A person may have one at each, and nobody's serves two persons.
#pragma once

#include <optional>

#include "db/db.hpp"
#include "model/user.hpp"

namespace pictbook::store {

struct ProviderAccount {
    std::string provider;  // "providerId"
    std::string subject;   // "accountId": who that is at the provider
};

// All in a transaction. The rows that are found are held until its end, so that what was decided of them stays true.

/// Whose account it is.
boost::asio::awaitable<std::optional<model::User>> hold_user_by_account(db::Sql& sql, ProviderAccount account,
                                                                        Time now);
/// False when the account is somebody's since it was looked for.
boost::asio::awaitable<bool> create_provider_account(db::Sql& sql, ProviderAccount account, std::string user_id,
                                                     Time now);

}  // namespace pictbook::store
