// The session that a sign-in or sign-up begins, in the place of the one that the browser had: AUTH-61.
#pragma once

#include "api/auth_words.hpp"

namespace pictbook::api {

/// The session that was replaced, if there was one.
using Replaced = std::optional<model::Id>;

/// In a transaction: ends the session of the browser's cookie, whosever that was, for the cookie is replaced or cleared.
boost::asio::awaitable<Replaced> end_replaced_session(db::Sql& sql, const Browser& browser);
/// The same, and the new session is stored; those of the person that have ended are cleared away.
boost::asio::awaitable<Replaced> begin_session(db::Sql& sql, const Browser& browser, model::Session session);
/// After the commit: closes its sockets.
void tell_replaced(const Parts& parts, const Replaced& replaced);

}  // namespace pictbook::api
