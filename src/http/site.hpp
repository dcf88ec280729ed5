// What the connections of one worker share. Everything in it belongs to the worker's thread.
#pragma once

#include "base/deadline.hpp"
#include "http/policy.hpp"
#include "http/router.hpp"
#include "http/websocket.hpp"

namespace pictbook::http {

struct Site {
    Settings settings;
    WebSocketLimits socket_limits;
    Router router;
    Spool* spool = nullptr;
    Deadlines deadlines;
    bool stopping = false;

    explicit Site(const boost::asio::any_io_executor& executor) : deadlines(executor) {}
};

}  // namespace pictbook::http
