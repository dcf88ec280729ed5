// Passkeys: credentials that authenticators keep for a person, found by the id that the authenticator gave them.
#pragma once

#include <optional>
#include <vector>

#include "db/db.hpp"
#include "model/user.hpp"

namespace pictbook::store {

inline constexpr std::size_t kMostPasskeys = 20;  // of one person

/// As its row and as the wire have it.
struct Passkey {
    model::Id id;
    std::optional<std::string> name;
    std::string publicKey;  // base64url of a COSE_Key
    model::Id userId;
    std::string credentialID;  // base64url
    std::int64_t counter = 0;
    std::string deviceType;  // multiDevice when it may be backed up, else singleDevice
    bool backedUp = false;
    std::string transports;  // words with commas between
    Time createdAt;
};
BOOST_DESCRIBE_STRUCT(Passkey, (),
                      (id, name, publicKey, userId, credentialID, counter, deviceType, backedUp, transports, createdAt))

enum class PasskeyCreated { done, known, too_many };

/// Oldest first.
boost::asio::awaitable<std::vector<Passkey>> list_passkeys(db::Sql& sql, std::string user_id);
boost::asio::awaitable<std::optional<Passkey>> find_passkey(db::Sql& sql, std::string credential_id);
/// In a transaction. `known`: somebody has registered this credential.
boost::asio::awaitable<PasskeyCreated> create_passkey(db::Sql& sql, Passkey passkey);
/// False when the counter has not grown since the row was read, or the passkey is gone.
boost::asio::awaitable<bool> use_passkey(db::Sql& sql, std::string id, std::int64_t counter, bool backed_up);
// Only those of that person.
boost::asio::awaitable<std::optional<Passkey>> rename_passkey(db::Sql& sql, std::string user_id, std::string id,
                                                              std::string name);
boost::asio::awaitable<bool> delete_passkey(db::Sql& sql, std::string user_id, std::string id);

}  // namespace pictbook::store
