// What a file's own header says, read by us in small pieces, before a library sees it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "media/format.hpp"

namespace pictbook::media {

/// `length` (1 to 4) bytes as a number. They must be there.
std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t length);
std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t length);

/// Throws std::runtime_error when the file can't be read.
class FileBytes {
public:
    explicit FileBytes(const std::filesystem::path& file);
    std::uint64_t size() const { return size_; }
    /// Shorter only at the end of the file.
    std::string at(std::uint64_t offset, std::size_t length);

private:
    std::ifstream file_;
    std::uint64_t size_;
};

struct Size {
    std::uint32_t width;
    std::uint32_t height;
};

/// JPEG, PNG, GIF and BMP; nothing for the others and when the header is broken.
std::optional<Size> claimed_size(Format format, FileBytes& file);

/// A BMP's size if its header makes sense and the file holds all of its pixels.
std::optional<Size> read_bmp(FileBytes& file);

}  // namespace pictbook::media
