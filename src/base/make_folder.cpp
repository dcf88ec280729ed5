#include "base/make_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace pictbook {

namespace {

namespace fs = std::filesystem;

std::error_code last_error() { return {errno, std::generic_category()}; }

/// The folders that the names of the new ones will stand in.
std::vector<fs::path> folders_around_new(const fs::path& folder) {
    std::vector<fs::path> out;
    std::error_code ignored;
    for (fs::path each = fs::absolute(folder); each.has_relative_path() && !fs::exists(each, ignored);
         each = each.parent_path())
        out.push_back(each.parent_path());
    return out;
}

/// That the names in it survive a power failure. One that we may not open is not ours, and was not made by us.
std::error_code sync_names(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return errno == EACCES ? std::error_code() : last_error();
    const bool cant_sync = ::fsync(descriptor) != 0 && errno != EINVAL;  // EINVAL: a file system without it
    const std::error_code error = cant_sync ? last_error() : std::error_code();
    ::close(descriptor);
    return error;
}

}  // namespace

void make_folder(const fs::path& folder) {
    std::error_code error;
    const std::vector<fs::path> around = folders_around_new(folder);
    if (fs::create_directories(folder, error)) fs::permissions(folder, fs::perms::owner_all, error);
    if (!error && !fs::is_directory(folder, error) && !error) error = std::make_error_code(std::errc::not_a_directory);
    for (const fs::path& each : around)
        if (!error) error = sync_names(each);
    if (error) throw std::runtime_error("the folder " + folder.string() + " can't be made: " + error.message());
}

}  // namespace pictbook
