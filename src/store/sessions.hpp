// Sessions: one row for each sign-in, found by the token that its cookie carries.
#pragma once

#include <optional>
#include <vector>

#include "db/db.hpp"
#include "model/project.hpp"
#include "model/user.hpp"

namespace pictbook::store {

/// Most sessions of one user that are listed.
inline constexpr std::int64_t kMostListedSessions = 1000;

struct Membership {
    model::Id userId;
    model::Id projectId;
    model::Role role = model::Role::VIEWER;
};
BOOST_DESCRIBE_STRUCT(Membership, (), (userId, projectId, role))

struct SignedIn {
    std::vector<Membership> members;  // empty where it was not asked for
    model::User user;
    model::Session session;
};
BOOST_DESCRIBE_STRUCT(SignedIn, (), (members, user, session))

// By the token alone: the caller checks the session's end.
boost::asio::awaitable<std::optional<SignedIn>> find_signed_in(db::Sql& sql, std::string token);
boost::asio::awaitable<std::optional<SignedIn>> find_signed_in_with_members(db::Sql& sql, std::string token);
/// Those that end after `now`, newest first.
boost::asio::awaitable<std::vector<model::Session>> list_sessions(db::Sql& sql, std::string user_id, Time now);

boost::asio::awaitable<void> create_session(db::Sql& sql, model::Session session);
/// Whether it is still there and ends after `now`; it stays so until the transaction ends.
boost::asio::awaitable<bool> hold_session(db::Sql& sql, std::string id, Time now);
/// Never to an earlier end.
boost::asio::awaitable<void> renew_session(db::Sql& sql, std::string id, Time expires_at, Time now);
boost::asio::awaitable<void> delete_session(db::Sql& sql, std::string id);
/// Gives the session's id, or nothing when no session has the token.
boost::asio::awaitable<std::optional<model::Id>> delete_session_by_token(db::Sql& sql, std::string token);
/// All sessions of the user but `kept_id`, which may be empty.
boost::asio::awaitable<void> delete_sessions_of(db::Sql& sql, std::string user_id, std::string kept_id);
boost::asio::awaitable<void> delete_ended_sessions_of(db::Sql& sql, std::string user_id, Time now);
/// Of whomever; at most `most`, and gives how many.
boost::asio::awaitable<std::int64_t> delete_ended_sessions(db::Sql& sql, Time now, std::int64_t most);

}  // namespace pictbook::store
