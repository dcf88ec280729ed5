// Inviting somebody who has no account yet: MAIL-41 to MAIL-47.
#pragma once

#include "api/parts.hpp"
#include "model/project.hpp"

namespace pictbook::api {

/// In a transaction that holds the book, when mails are sent: keeps the invitation and writes the mail. Gives a member without a
/// user id or name. wake() after the commit. not_found for what is no address, conflict when the book or the address has too
/// many, too_many_requests when no mail may be written.
boost::asio::awaitable<Result<model::Member>> invite_by_mail(const Parts& parts, db::Sql& sql, std::string project_id,
                                                             std::string owner_id, model::Email email,
                                                             model::Role role);

}  // namespace pictbook::api
