// Who somebody is and what they may do in one book, in one joined statement: session or API key, book and membership.
#pragma once

#include <optional>

#include "db/db.hpp"
#include "model/api_key.hpp"
#include "model/element.hpp"
#include "model/project.hpp"

namespace pictbook::store {

/// What a request shows to say who it is. One that is empty finds nobody.
struct Proof {
    enum class Kind { token, key_hash } kind = Kind::token;  // of a session; of an API key
    std::string text;
};

/// What an API key's row says beyond a session's.
struct KeyUse {
    model::KeyScope scope = model::KeyScope::read;
    std::optional<Time> lastUsedAt;
};
BOOST_DESCRIBE_STRUCT(KeyUse, (), (scope, lastUsedAt))

/// The row of a session, or of the API key that stands for one, as checks need it.
struct SessionRow {
    model::Id sessionId;
    Time createdAt;
    Time expiresAt;  // of a key without an end the last moment there is
    model::Id userId;
    std::optional<KeyUse> key = {};
};

/// How a session stands to a book.
struct Standing {
    model::Id projectId;
    model::Visibility visibility = model::Visibility::MEMBERS;
    std::optional<SessionRow> session;      // by its proof alone: the caller checks its end
    std::optional<model::Role> role;        // the session's user is a member
    std::int64_t revision = 0;              // grows with every change of the book's elements
    std::optional<model::Element> element;  // of find_standing_with_element
};

boost::asio::awaitable<std::optional<SessionRow>> find_session(db::Sql& sql, Proof proof);

// Nothing when there is no such book, element or image.
boost::asio::awaitable<std::optional<Standing>> find_standing_in_project(db::Sql& sql, std::string id, Proof proof);
boost::asio::awaitable<std::optional<Standing>> find_standing_by_element(db::Sql& sql, std::string id, Proof proof);
boost::asio::awaitable<std::optional<Standing>> find_standing_with_element(db::Sql& sql, std::string id, Proof proof);
boost::asio::awaitable<std::optional<Standing>> find_standing_by_image(db::Sql& sql, std::string id, Proof proof);

}  // namespace pictbook::store
