// Sessions and invitations that ended without being seen again: their rows are cleared away in time.
#pragma once

#include "api/parts.hpp"

namespace pictbook::api {

/// Deletes those that ended over an hour ago, at once and then every 10 minutes, until its coroutine is destroyed. One worker
/// of each node runs it.
boost::asio::awaitable<void> sweep_ended_sessions(const Parts& parts);

}  // namespace pictbook::api
