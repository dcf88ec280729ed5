// What every scenario of bench_live begins with: a server of its own on one core, somebody who may write, and how medians
// are taken.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "live_options.hpp"
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

template <class Runs, class Get>
double median(const Runs& runs, Get get) {
    std::vector<double> values;
    for (const auto& run : runs) values.push_back(static_cast<double>(get(run)));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

}  // namespace pictbook::bench
