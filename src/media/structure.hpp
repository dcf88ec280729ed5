// What a file's own structure says, read by us before a library sees it: its size, and that its metadata is of a
// kind that a library reads in a bounded time. A few kilobytes of segments, frames, directories or compressed text
// otherwise cost minutes or gigabytes.
#pragma once

#include <cstdint>
#include <optional>

#include "media/file_bytes.hpp"
#include "media/format.hpp"

namespace pictbook::media {

struct Size {
    std::uint64_t width;
    std::uint64_t height;
};

/// The size that the header claims, of the first frame or page; AVIF and HEIC: as shown. Nothing when the structure is
/// broken or has more parts than any camera or program writes.
std::optional<Size> read_structure(Format format, const FileBytes& file);

// One for each format; in structure_<format>.cpp, the small ones in structure.cpp.
std::optional<Size> read_jpeg(const FileBytes& file);
std::optional<Size> read_png(const FileBytes& file);
std::optional<Size> read_gif(const FileBytes& file);
std::optional<Size> read_webp(const FileBytes& file);
std::optional<Size> read_heif(const FileBytes& file);  // AVIF and HEIC
std::optional<Size> read_tiff(const FileBytes& file);
std::optional<Size> read_bmp(const FileBytes& file);  // also that all pixels are there

}  // namespace pictbook::media
