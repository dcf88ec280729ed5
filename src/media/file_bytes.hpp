// Small pieces of a file, and the numbers in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace pictbook::media {

/// Throws Unavailable when the file can't be read.
class FileBytes {
public:
    explicit FileBytes(const std::filesystem::path& file);

    std::uint64_t size() const { return size_; }
    /// Shorter only at the end of the file.
    std::string at(std::uint64_t offset, std::size_t length) const;
    /// That it can be read to its end: then who could not make sense of it did not lack the bytes.
    void expect_readable() const;
    int descriptor() const { return descriptor_.number(); }

private:
    Descriptor descriptor_;
    std::uint64_t size_ = 0;
};

/// `length` (1 to 8) bytes as a number. They must be there.
std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t length);
std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t length);

}  // namespace pictbook::media
