// What an image is: decided from its bytes, never from its name. Raster formats only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace pictbook::media {

struct ImageInfo {
    std::string mime_type;           // image/jpeg, png, gif, webp, avif, heic, tiff, bmp
    std::string extension;           // jpg, png, gif, webp, avif, heic, tiff, bmp
    std::int32_t width = 0;          // as stored, not swapped by the orientation
    std::int32_t height = 0;
    std::optional<std::int32_t> orientation;  // EXIF 1-8
};

/// Most pixels an image may have: 268 million (16384 x 16384), checked from the header before anything is decoded.
inline constexpr std::int64_t kMostPixels = std::int64_t{1} << 28;

/// Once per process, before the first probe.
void initialise();

/// Reads the header, then decodes the whole image to be sure that it is one. Blocking: run it on the image pool.
/// Fault::bad_request with `Failed to upload images` (not an image, broken, truncated, too many pixels, SVG, HTML)
/// or `Invalid image dimensions` (zero width or height).
Result<ImageInfo> probe(const std::filesystem::path& file);

}  // namespace pictbook::media
