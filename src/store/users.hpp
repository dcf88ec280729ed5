// People.
#pragma once

#include <optional>

#include "db/db.hpp"
#include "model/user.hpp"

namespace pictbook::store {

/// What of a person changes; an image may be given as none.
struct UserChange {
    std::optional<model::PersonName> name;
    bool gives_image = false;
    std::optional<std::string> image;
};

boost::asio::awaitable<std::optional<model::User>> find_user(db::Sql& sql, std::string id);
/// False when another has this e-mail, which is in lower case.
boost::asio::awaitable<bool> create_user(db::Sql& sql, model::User user);
boost::asio::awaitable<void> update_user(db::Sql& sql, std::string id, UserChange change, Time now);
// The person's row is locked until the transaction ends, so that what was decided of it stays true, and what changes the ways
// to sign in follows one another. `email` is in lower case.
boost::asio::awaitable<std::optional<model::User>> hold_user(db::Sql& sql, std::string id);
boost::asio::awaitable<std::optional<model::User>> hold_user_by_email(db::Sql& sql, std::string email);
/// Whose address it is now known to be: `email`, in lower case, which may be another than before. The person as they are from
/// now on; nothing when `old_email` is theirs no more, or another person has the new one.
boost::asio::awaitable<std::optional<model::User>> verify_email(db::Sql& sql, std::string id, std::string old_email,
                                                                std::string email, Time now);

}  // namespace pictbook::store
