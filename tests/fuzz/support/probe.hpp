// Image probing as its two steps in this process: what the structure says, and libvips's reading of what passed.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "media/decode.hpp"
#include "media/image.hpp"
#include "media/structure.hpp"

namespace pictbook::fuzz {

/// A file in memory.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes) : descriptor_(::memfd_create("picture", MFD_CLOEXEC)) {
        if (::write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

struct Probed {
    std::optional<media::Format> format;
    std::optional<media::Size> structure;  // nothing: refused before libvips
};

inline Probed read_structure(const MemoryFile& file) {
    const media::FileBytes bytes(file.path());
    Probed out;
    out.format = media::sniff(bytes.at(0, media::kSniffBytes));
    if (out.format) out.structure = media::read_structure(*out.format, bytes);
    return out;
}

}  // namespace pictbook::fuzz
