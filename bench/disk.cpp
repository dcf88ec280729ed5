#include "disk.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "stamp.hpp"

namespace pictbook::bench {

Histogram measure_disk(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / "bench-disk";
    const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) throw std::system_error(errno, std::generic_category(), path.string());
    const std::string page(4096, 'p');
    Histogram out;
    for (int i = 0; i < 200; ++i) {
        const std::int64_t begin = microseconds_now();
        if (::write(file, page.data(), page.size()) < 0 || ::fdatasync(file) != 0)
            throw std::system_error(errno, std::generic_category(), path.string());
        out.add(microseconds_now() - begin);
    }
    ::close(file);
    std::filesystem::remove(path);
    return out;
}

}  // namespace pictbook::bench
