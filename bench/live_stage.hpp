// What every scenario of bench_live begins with: a server of its own on one core, and somebody who may write.
#pragma once

#include <unistd.h>

#include <string>

#include "live_options.hpp"
#include "median.hpp"
#include "process.hpp"
#include "support/server.hpp"

namespace pictbook::bench {

struct Stage {
    explicit Stage(const Options& options)
        : server(test::TestServer::Settings{{"WORKERS", std::to_string(options.workers)}}), person(server.sign_up()) {
        if (!options.apart) return;
        // After the start, so that the server counts all cores when it sizes its pools.
        pin(server.process(), 0);
        pin(::getpid(), 1);
    }

    test::TestServer server;
    test::Person person;
};

}  // namespace pictbook::bench
