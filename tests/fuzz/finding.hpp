// How a fuzz target says that something is wrong.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace pictbook::fuzz {

/// Ends the process, so that libFuzzer keeps the input; `problem` is empty when all is well.
inline void expect_none(const std::string& problem) {
    if (problem.empty()) return;
    std::fprintf(stderr, "%s\n", problem.c_str());
    std::abort();
}

}  // namespace pictbook::fuzz
