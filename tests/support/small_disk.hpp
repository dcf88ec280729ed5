// A disk of a few MiB, in memory, for a server's data folder. It is mounted where only the test program and the servers that
// it starts see it: that needs root, or a kernel that gives user namespaces to everybody.
#pragma once

#include <cstdint>

#include "support/program.hpp"

namespace pictbook::test {

class SmallDisk {
public:
    explicit SmallDisk(std::uint64_t bytes);
    ~SmallDisk();
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    std::filesystem::path data() const { return folder_.path() / "data"; }
    /// Until not one byte more fits.
    void fill() const;
    /// Takes away what fill() put there.
    void make_space() const;

private:
    std::filesystem::path filling() const { return folder_.path() / "filling"; }

    TemporaryFolder folder_;
};

}  // namespace pictbook::test
