// libvips behind two functions: what it reads from a header, and whether all pixels can be decoded.
// It is blocking and uses the calling thread only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "media/format.hpp"

namespace pictbook::media {

/// Starts libvips with nothing but our loaders allowed. Any number of times, from any thread.
void start_libvips();

struct Picture {
    std::int64_t width = 0;  // of the first page or frame
    std::int64_t height = 0;
    std::int64_t pages = 1;
    std::int64_t pixel_bytes = 0;  // once decoded
    std::int64_t bands = 0;
    bool is_interlaced = false;  // JPEG: progressive
    std::optional<int> orientation;
};

/// JPEG, PNG, GIF, WebP, TIFF. The failure's text is libvips's own, for the log.
boost::system::result<Picture, std::string> read_header(Format format, const std::filesystem::path& file);

/// Bytes that decode() holds at once, at most, in proportion to the picture; rows apart.
std::int64_t decode_memory(Format format, const Picture& picture);

/// An empty text: every pixel of the first page, and as many more frames of an animation
/// as fit into kMostPixels, could be decoded.
std::string decode(Format format, const std::filesystem::path& file, const Picture& picture);

}  // namespace pictbook::media
