// What libvips reads from an image's header, and whether all its pixels can be decoded. It is blocking and uses the
// calling thread only. Called in a process of its own (decoder_process.hpp): its libraries read what strangers send.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "media/format.hpp"

namespace pictbook::media {

struct Picture {
    std::int32_t width = 0;  // of the first page or frame
    std::int32_t height = 0;
    std::optional<std::int32_t> orientation;  // EXIF 1 to 8
};

/// Starts libvips with nothing but our loaders allowed; once in a process. Throws std::runtime_error.
void start_libvips();
/// `8.14.1`.
std::string libvips_version();

/// JPEG, PNG, GIF, WebP, TIFF: the header, and that every pixel of the first page, and as many more frames of an animation
/// as fit into kMostPixels, can be decoded. A picture over the limits of image.hpp is not decoded: its size is told all the
/// same. The failure's text is libvips's own or ours, for the log. `descriptor` stays the caller's; its offset moves.
boost::system::result<Picture, std::string> examine(Format format, int descriptor);

}  // namespace pictbook::media
