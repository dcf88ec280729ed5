// The second factor of a person: the authenticator's sealed secret, recovery codes and trusted devices by their hashes, and
// sign-ins that wait for a code. A code counts once, also for two requests that bring it at the same time.
#pragma once

#include <optional>
#include <vector>

#include "db/db.hpp"
#include "model/user.hpp"

namespace pictbook::store {

/// Most devices of one person that are trusted; the one whose trust ends first goes.
inline constexpr std::int64_t kMostTrustedDevices = 20;

struct TwoFactor {
    std::string secret;  // sealed
    bool enabled = false;
    std::int64_t lastStep = -1;  // of the last code that counted
};
BOOST_DESCRIBE_STRUCT(TwoFactor, (), (secret, enabled, lastStep))

boost::asio::awaitable<std::optional<TwoFactor>> find_two_factor(db::Sql& sql, std::string user_id);
/// Keeps a secret that is not enabled yet, in the place of an earlier one like that, and its recovery codes. False when
/// there is one that is enabled. In a transaction.
boost::asio::awaitable<bool> begin_two_factor(db::Sql& sql, std::string user_id, std::string sealed_secret,
                                              std::vector<std::string> recovery_hashes, Time now);
/// Counts the step's code as used, enables the secret and keeps it as `sealed_anew`, which may be how it was sealed before.
/// False when this or a later step was used, or the secret is another by now.
boost::asio::awaitable<bool> use_totp_step(db::Sql& sql, std::string user_id, std::string sealed_secret,
                                           std::string sealed_anew, std::int64_t step);
/// With all its recovery codes and trusted devices.
boost::asio::awaitable<void> delete_two_factor(db::Sql& sql, std::string user_id);

/// In a transaction. False when the person has no second factor that is enabled.
boost::asio::awaitable<bool> replace_recovery_codes(db::Sql& sql, std::string user_id, std::vector<std::string> hashes);
/// Whether there was such a code, which is gone afterwards.
boost::asio::awaitable<bool> take_recovery_code(db::Sql& sql, std::string user_id, std::string hash);

/// `password` says which password the trust holds for. In a transaction.
boost::asio::awaitable<void> create_trusted_device(db::Sql& sql, std::string id, std::string user_id,
                                                   std::string password, Time expires_at, Time now);
boost::asio::awaitable<bool> is_trusted_device(db::Sql& sql, std::string id, std::string user_id, std::string password,
                                               Time now);

/// The value of a sign-in that waits, whose row is held until the transaction ends; nothing when there is none or it has
/// ended. It is made by create_verification (store/verifications.hpp).
boost::asio::awaitable<std::optional<std::string>> hold_sign_in(db::Sql& sql, std::string identifier, Time now);
boost::asio::awaitable<void> replace_sign_in(db::Sql& sql, std::string identifier, std::string value);
boost::asio::awaitable<void> delete_sign_in(db::Sql& sql, std::string identifier);

}  // namespace pictbook::store
