// Small valid images made on the spot, so that the tree holds no binary files. Every picture is noise, the same each
// time: no byte of the file is without meaning for the pixels.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace pictbook::test {

std::string make_png(int width, int height);
std::string make_interlaced_png(int width, int height);
/// Without EXIF if there is no orientation.
std::string make_jpeg(int width, int height, std::optional<int> orientation = std::nullopt);
std::string make_progressive_jpeg(int width, int height);
std::string make_gif(int width, int height, int frames = 1);
std::string make_webp(int width, int height, int frames = 1);
std::string make_avif(int width, int height);
std::string make_heic(int width, int height);
std::string make_tiff(int width, int height);
/// 24 bits a pixel, uncompressed.
std::string make_bmp(int width, int height);

/// The same file with another size in its header, and a checksum that fits.
std::string claim_png_size(std::string png, std::uint32_t width, std::uint32_t height);
/// 50 000 x 50 000, as the header says; a few hundred bytes.
std::string make_png_bomb();

}  // namespace pictbook::test
