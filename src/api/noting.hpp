// Small writes beside a request's own work: that a session goes on, that a key was used, that a row has ended. While
// nothing can be written they fail alone, so that people can still read; the next request tries again.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace pictbook::api {

/// False when the store is away or full: the log says so, and the request goes on.
boost::asio::awaitable<bool> try_to_note(boost::asio::awaitable<void> write);

}  // namespace pictbook::api
