#include "base/make_folder.hpp"

#include <stdexcept>
#include <system_error>

namespace pictbook {

void make_folder(const std::filesystem::path& folder) {
    std::error_code error;
    if (std::filesystem::create_directories(folder, error))
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    if (!error && !std::filesystem::is_directory(folder, error) && !error)
        error = std::make_error_code(std::errc::not_a_directory);
    if (error) throw std::runtime_error("the folder " + folder.string() + " can't be made: " + error.message());
}

}  // namespace pictbook
