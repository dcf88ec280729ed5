// Memberships that wait for somebody to verify an e-mail address ("Invitation").
#pragma once

#include <vector>

#include "db/db.hpp"
#include "model/invitation.hpp"
#include "model/user.hpp"

namespace pictbook::store {

inline constexpr std::int64_t kMostInvitationsOfBook = 100;
inline constexpr std::int64_t kMostInvitationsOfAddress = 100;

/// Those of the book that have not ended and whose writer is still an OWNER, the oldest first.
boost::asio::awaitable<std::vector<model::PendingInvitation>> list_invitations(db::Sql& sql, std::string project_id,
                                                                               Time now);
/// In a transaction that holds the book. One that the address has for the book already is renewed; false when the book or the
/// address has as many others as it may have. Of the book those that have ended, or whose
/// writer is an OWNER no more, are cleared away.
boost::asio::awaitable<bool> keep_invitation(db::Sql& sql, model::PendingInvitation invitation, std::string project_id,
                                             Time now);
/// At most so many that have ended by then; gives how many.
boost::asio::awaitable<std::int64_t> drop_ended_invitations(db::Sql& sql, Time now, std::int64_t most);
/// False when the book has none with that id.
boost::asio::awaitable<bool> drop_invitation(db::Sql& sql, std::string project_id, std::string id);
/// Of an address that became a member otherwise.
boost::asio::awaitable<void> drop_invitation_of(db::Sql& sql, std::string project_id, std::string email);

/// In the transaction that finds the e-mail of `user` verified: makes the person a member of every book to which the address is
/// invited, and gives the ids of the books in which that is new. Their sockets are told by the caller, after the commit:
/// `parts.control.member_changed(book, user)` for each.
boost::asio::awaitable<std::vector<std::string>> accept_invitations(db::Sql& sql, model::User user, Time now);

}  // namespace pictbook::store
