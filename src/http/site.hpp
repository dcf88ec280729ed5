// What the connections of one worker share. Everything in it but the counts belongs to the worker's thread.
#pragma once

#include "base/deadline.hpp"
#include "base/tracer.hpp"
#include "http/connection_count.hpp"
#include "http/counts.hpp"
#include "http/policy.hpp"
#include "http/router.hpp"

namespace pictbook::http {

struct Site {
    Settings settings;
    ConnectionCount& connections;
    Router router;
    Spool* spool = nullptr;
    Deadlines deadlines;
    bool stopping = false;
    Counts counts;
    const trace::Tracer* tracer = nullptr;  // none: nothing is traced

    Site(const boost::asio::any_io_executor& executor, ConnectionCount& count)
        : connections(count), deadlines(executor) {}
};

}  // namespace pictbook::http
