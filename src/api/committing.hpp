// Writes of elements by REST: the same commits as those of the canvas (canvas/commit.hpp), told to its sockets afterwards.
#pragma once

#include "api/idempotency.hpp"
#include "api/parts.hpp"
#include "canvas/commit.hpp"

namespace pictbook::api {

/// One command as one transaction. The caller gets `gone` when the book, or a row that the command refers to, has gone since
/// the access check.
boost::asio::awaitable<Result<canvas::Commit>> commit_command(const Parts& parts, std::string project_id,
                                                              canvas::Draft draft, Error gone);
/// Tells the sockets of the book.
void tell_commit(const Parts& parts, const std::string& project_id, const canvas::Commit& commit);

}  // namespace pictbook::api
