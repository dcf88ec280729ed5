// Which raster format a file is in: decided by its first bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace pictbook::media {

enum class Format { jpeg, png, gif, webp, avif, heic, tiff, bmp };

/// So many first bytes are looked at.
inline constexpr std::size_t kSniffBytes = 256;

/// `head` may be shorter than kSniffBytes. Nothing: no raster format we take.
std::optional<Format> sniff(std::string_view head);

std::string_view mime_type(Format format);
/// Without a dot.
std::string_view extension(Format format);

}  // namespace pictbook::media
