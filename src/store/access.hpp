// Who somebody is and what they may do in one book, in one joined statement: session, book and membership.
#pragma once

#include <optional>

#include "db/db.hpp"
#include "model/element.hpp"
#include "model/project.hpp"

namespace pictbook::store {

/// A session's row as checks need it.
struct SessionRow {
    model::Id sessionId;
    Time expiresAt;
    model::Id userId;
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (sessionId, expiresAt, userId))

/// How a session stands to a book.
struct Standing {
    model::Id projectId;
    model::Visibility visibility = model::Visibility::MEMBERS;
    std::optional<SessionRow> session;      // by its token alone: the caller checks its end
    std::optional<model::Role> role;        // the session's user is a member
    std::int64_t revision = 0;              // grows with every change of the book's elements
    std::optional<model::Element> element;  // of find_standing_with_element
};

boost::asio::awaitable<std::optional<SessionRow>> find_session(db::Sql& sql, std::string token);

// Nothing when there is no such book, element or image. An empty token belongs to no session.
boost::asio::awaitable<std::optional<Standing>> find_standing_in_project(db::Sql& sql, std::string id,
                                                                         std::string token);
boost::asio::awaitable<std::optional<Standing>> find_standing_by_element(db::Sql& sql, std::string id,
                                                                         std::string token);
boost::asio::awaitable<std::optional<Standing>> find_standing_with_element(db::Sql& sql, std::string id,
                                                                           std::string token);
boost::asio::awaitable<std::optional<Standing>> find_standing_by_image(db::Sql& sql, std::string id, std::string token);

}  // namespace pictbook::store
