// The command line of bench_live.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace pictbook::bench {

struct Options {
    std::chrono::milliseconds run{5000};  // of each run
    std::chrono::seconds hold{20};        // how long the idle sockets stay
    int runs = 5;
    int workers = 2;
    double calm = 1000;                  // cores that others may use during a run that counts
    bool apart = true;                   // the server on the first core of this program, the generator on the second
    std::vector<std::string> scenarios;  // by name; empty: all

    bool wants(const std::string& name) const;
};

extern const char* const kUsage;

/// Throws std::runtime_error with one sentence when a word is not understood.
Options read_options(int count, char** words);

}  // namespace pictbook::bench
