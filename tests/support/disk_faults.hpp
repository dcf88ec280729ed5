// Faults of the disk and jumps of the clock for a server under test: a shim (tests/support/shim) is loaded into it, which this
// object tells what to do. Everything may be said while the server runs.
#pragma once

#include <memory>

#include "support/program.hpp"
#include "support/server.hpp"
#include "support/shim/control.hpp"

namespace pictbook::test {

class DiskFaults {
public:
    using Call = FaultControl::Call;
    using File = FaultControl::File;

    DiskFaults();
    ~DiskFaults();
    DiskFaults(const DiskFaults&) = delete;
    DiskFaults& operator=(const DiskFaults&) = delete;

    /// The settings of the server, its data folder among them; `more` is added.
    TestServer::Settings settings(TestServer::Settings more = {}) const;
    std::filesystem::path data() const { return folder_.path() / "data"; }

    /// From now on these calls on these files fail with `error`, each or every n-th of them.
    void fail(int error, unsigned calls, unsigned files, unsigned every = 1);
    /// As a file system that has become read-only: nothing can be made, changed or removed.
    void make_read_only();
    unsigned failed() const { return control_->failed; }
    /// Gives how many calls have failed since it began.
    unsigned heal();
    void move_clock(std::chrono::seconds ahead) { control_->clock_seconds = ahead.count(); }

    /// From now on what reaches the disk is written down, for cut_power(). The server does not run, or is at rest.
    void begin_records();
    /// After kill -9: as if the power had failed then. What was not synced is gone, or each piece of it by chance one way or the
    /// other when there is a seed. Gives how many bytes were lost.
    std::size_t cut_power(unsigned seed = 0);

private:
    struct Before;

    std::filesystem::path file() const { return folder_.path() / "control"; }
    std::filesystem::path records() const { return folder_.path() / "control.records"; }

    TemporaryFolder folder_;
    FaultControl* control_;
    std::unique_ptr<Before> before_;
};

}  // namespace pictbook::test
