// A person's ways to sign in. A password account has the provider `credential` and the user's id as accountId.
#pragma once

#include <optional>
#include <vector>

#include "db/db.hpp"
#include "model/user.hpp"

namespace pictbook::store {

inline constexpr const char* kCredential = "credential";

/// A person with the hash of the password, and the account's row that holds it.
struct Credential {
    model::User user;
    std::string account_id;
    std::string password_hash;
};

struct Account {
    model::Id id;
    std::string provider;
    std::string providerId;  // the same, by the name that later clients read
    Time createdAt;
    Time updatedAt;
    std::string accountId;
    model::Id userId;
    std::vector<std::string> scopes;
};
BOOST_DESCRIBE_STRUCT(Account, (), (id, provider, providerId, createdAt, updatedAt, accountId, userId, scopes))

enum class Unlinked { done, is_last, absent };

/// Nothing when nobody has the e-mail, in lower case, or the person has no password.
boost::asio::awaitable<std::optional<Credential>> find_credential_by_email(db::Sql& sql, std::string email);
boost::asio::awaitable<std::optional<Credential>> find_credential_of(db::Sql& sql, std::string user_id);
boost::asio::awaitable<void> create_credential(db::Sql& sql, std::string user_id, std::string password_hash, Time now);
/// Whether the account still has this hash; in the transaction that relies on it.
boost::asio::awaitable<bool> has_password(db::Sql& sql, std::string account_id, std::string password_hash);
/// False when the account's hash is not `old_hash` any more.
boost::asio::awaitable<bool> replace_password(db::Sql& sql, std::string account_id, std::string old_hash,
                                              std::string new_hash, Time now);

boost::asio::awaitable<std::vector<Account>> list_accounts(db::Sql& sql, std::string user_id);
/// In a transaction: passkeys, API keys, the second factor and providers' accounts go, sessions and the password stay.
boost::asio::awaitable<void> delete_other_ways_in(db::Sql& sql, std::string user_id);
/// In a transaction.
boost::asio::awaitable<Unlinked> unlink_account(db::Sql& sql, std::string user_id, std::string provider);

}  // namespace pictbook::store
