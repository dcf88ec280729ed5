// What an image is: decided from its bytes, never from its name. Raster formats only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "media/decoder.hpp"

namespace pictbook::media {

struct ImageInfo {
    std::string mime_type;                    // image/jpeg, png, gif, webp, avif, heic, tiff, bmp
    std::string extension;                    // jpg, png, gif, webp, avif, heic, tiff, bmp
    std::int32_t width = 0;                   // as stored, not swapped by the orientation; of the first frame or page
    std::int32_t height = 0;                  // AVIF and HEIC: as shown, because their rotation is part of the format
    std::optional<std::int32_t> orientation;  // EXIF 1-8; none without the tag, but TIFF has it always
};

/// Most pixels an image may have: 268 million (16384 x 16384), checked from the header before anything is decoded.
inline constexpr std::int64_t kMostPixels = std::int64_t{1} << 28;
inline constexpr std::int64_t kMostSide = 65535;

/// Most bytes that an image's pixels may be once decoded: all of kMostPixels in 8-bit RGBA. It bounds the time.
inline constexpr std::int64_t kMostDecodedBytes = kMostPixels * 4;

/// Most memory one probe may take for pixels. What is stored row by row (plain JPEG and PNG) needs a few rows; what
/// must be held whole (progressive, interlaced, animated, WebP, TIFF) is refused when it would need more.
inline constexpr std::int64_t kMostPixelBytes = std::int64_t{1} << 29;

/// Whether an image of such a size is one that we take.
bool fits(std::int64_t width, std::int64_t height);

/// Looks at the structure, then decodes the image to be sure that it is one. Blocking: run it on the image pool.
/// Of an animation as many frames are decoded as have kMostPixels together. BMP, AVIF and HEIC are only checked for
/// being complete: a stream of the latter may be larger than its header says, so that a decoder's memory would have no
/// bound. Throws Unavailable when the decoder can't be had, std::system_error when the file can't be read.
/// Fault::bad_request with `Failed to upload images` (not an image, broken, truncated, too many pixels, SVG, HTML)
/// or `Invalid image dimensions` (zero width or height).
Result<ImageInfo> probe(const std::filesystem::path& file, Decoder& decoder);

}  // namespace pictbook::media
