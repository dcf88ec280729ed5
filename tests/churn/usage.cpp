#include "churn/usage.hpp"

#include <filesystem>
#include <fstream>

namespace pictbook::test {

Usage Usage::of(pid_t process) {
    Usage usage;
    const std::filesystem::path folder = "/proc/" + std::to_string(process);
    std::ifstream status(folder / "status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) usage.resident_kib = std::stol(line.substr(6));
        if (line.starts_with("Threads:")) usage.threads = std::stoi(line.substr(8));
    }
    std::error_code error;
    for (const auto& descriptor : std::filesystem::directory_iterator(folder / "fd", error)) {
        // It may be closed meanwhile.
        const std::string target = std::filesystem::read_symlink(descriptor, error).string();
        if (error) continue;
        ++usage.descriptors;
        usage.sockets += target.starts_with("socket:");
    }
    return usage;
}

std::string Usage::text() const {
    return std::to_string(resident_kib) + " KiB resident, " + std::to_string(descriptors) + " descriptors (" +
           std::to_string(sockets) + " sockets), " + std::to_string(threads) + " threads";
}

}  // namespace pictbook::test
