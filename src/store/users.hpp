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

}  // namespace pictbook::store
