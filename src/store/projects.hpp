// Books and their members.
#pragma once

#include <vector>

#include "db/db.hpp"
#include "model/project.hpp"

namespace pictbook::store {

boost::asio::awaitable<std::vector<model::Project>> list_projects_of(db::Sql& sql, std::string user_id);
boost::asio::awaitable<std::optional<model::Project>> find_project(db::Sql& sql, std::string id);
boost::asio::awaitable<std::optional<model::ProjectSettings>> find_settings(db::Sql& sql, std::string id);
/// In a transaction: the book, under a new id (base/ids.hpp), and its owner.
boost::asio::awaitable<model::Project> create_project(db::Sql& sql, std::string id, std::string owner_id,
                                                      model::ProjectName name, std::string visibility, Time now);
/// What is given changes; nothing when there is no such book.
boost::asio::awaitable<std::optional<model::Project>> update_project(db::Sql& sql, std::string id,
                                                                     std::optional<model::ProjectName> name,
                                                                     std::optional<model::Visibility> visibility,
                                                                     Time now);
/// Locks the book's row until the transaction ends, so that its writers follow one another on every database; false when
/// there is no such book. The first statement of whatever writes into a book: the row comes before all others of the book.
boost::asio::awaitable<bool> hold_project(db::Sql& sql, std::string id);
/// With everything in it. False when there was none.
boost::asio::awaitable<bool> remove_project(db::Sql& sql, std::string id);

/// Owners first, then by name.
boost::asio::awaitable<std::vector<model::Member>> list_members(db::Sql& sql, std::string project_id);
boost::asio::awaitable<std::optional<model::Member>> find_member(db::Sql& sql, std::string project_id,
                                                                 std::string user_id);
/// The user whose e-mail, in lower case, it is.
boost::asio::awaitable<std::optional<model::Id>> find_user_by_email(db::Sql& sql, std::string email);
/// False when the user is a member already.
boost::asio::awaitable<bool> add_member(db::Sql& sql, std::string project_id, std::string user_id, model::Role role);
boost::asio::awaitable<bool> remove_member(db::Sql& sql, std::string project_id, std::string user_id);
boost::asio::awaitable<bool> set_role(db::Sql& sql, std::string project_id, std::string user_id, model::Role role);
boost::asio::awaitable<std::int64_t> count_owners(db::Sql& sql, std::string project_id);

}  // namespace pictbook::store
