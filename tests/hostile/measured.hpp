// What an attack cost a server, printed as a row of the table in docs/reliability.md.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "support/server.hpp"

namespace pictbook::test {

/// One attack, from its construction to end().
class Measured {
public:
    explicit Measured(std::string attack, const TestServer& server = shared_server());
    /// Before the attacker lets go: what the server holds now counts.
    void look();
    /// Waits until the server has let go of what it held, prints the row, and fails the test when descriptors stay behind, memory
    /// grew by more than `most_mib` at any look, or others were not served. `outcome`: what the server did, in a few words.
    void end(const std::string& outcome, long most_mib);

private:
    std::string attack_;
    const TestServer& server_;
    Monotonic::time_point begin_ = Monotonic::now();
    long memory_before_, memory_most_;
    std::size_t files_before_, files_most_;
};

}  // namespace pictbook::test
