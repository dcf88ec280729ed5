#include "support/disk_faults.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <new>
#include <stdexcept>

#include "support/power_cut.hpp"

namespace pictbook::test {

struct DiskFaults::Before {
    StoredFiles files;
};

DiskFaults::DiskFaults() {
    const int descriptor = ::open(file().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || ::ftruncate(descriptor, sizeof(FaultControl)) != 0)
        throw std::runtime_error("no control file");
    void* shared = ::mmap(nullptr, sizeof(FaultControl), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    ::close(descriptor);
    if (shared == MAP_FAILED) throw std::runtime_error("the control file can't be mapped");
    control_ = new (shared) FaultControl();
    std::filesystem::create_directory(data());
}

DiskFaults::~DiskFaults() { ::munmap(control_, sizeof(FaultControl)); }

TestServer::Settings DiskFaults::settings(TestServer::Settings more) const {
    more.insert({{"LD_PRELOAD", PICTBOOK_FAULT_SHIM},
                 {kFaultFile, file().string()},
                 {kFaultFolder, data().string()},
                 {"PICTBOOK_DATA", data().string()}});
    return more;
}

void DiskFaults::fail(int error, unsigned calls, unsigned files, unsigned every) {
    control_->error = 0;
    control_->calls = calls;
    control_->files = files;
    control_->every = every;
    control_->seen = control_->failed = 0;
    control_->error = error;
}

void DiskFaults::make_read_only() { fail(EROFS, Call::writing | Call::syncing | Call::naming, ~0u); }

unsigned DiskFaults::heal() {
    control_->error = 0;
    return control_->failed.exchange(0);
}

void DiskFaults::begin_records() {
    before_ = std::make_unique<Before>(read_files(data()));
    std::ofstream(records(), std::ios::trunc).close();
    control_->records = true;
}

std::size_t DiskFaults::cut_power(unsigned seed) {
    control_->records = false;
    const PowerCut cut = files_after_power_cut(before_->files, records(), data(), seed);
    write_files(data(), cut.files);
    return cut.lost_bytes;
}

}  // namespace pictbook::test
