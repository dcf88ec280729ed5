#include "media/structure.hpp"

#include "media/image.hpp"

namespace pictbook::media {

namespace {

constexpr int kMostWebpChunks = 10'000;  // libwebp counts its way to every frame from the first one

std::uint64_t magnitude(std::uint64_t two_complement) {  // of 32 bits
    return two_complement >> 31 ? (~two_complement + 1) & 0xFFFF'FFFF : two_complement;
}

/// RFC 9649 section 2.
std::optional<Size> webp_size(std::string_view head) {
    if (head.size() < 30) return std::nullopt;
    const std::string_view kind = head.substr(12, 4);
    if (kind == "VP8 ") return Size{little_endian(head, 26, 2) & 0x3FFF, little_endian(head, 28, 2) & 0x3FFF};
    if (kind == "VP8X") return Size{little_endian(head, 24, 3) + 1, little_endian(head, 27, 3) + 1};
    if (kind != "VP8L") return std::nullopt;
    const std::uint64_t bits = little_endian(head, 21, 4);
    return Size{(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
}

}  // namespace

std::optional<Size> read_structure(Format format, const FileBytes& file) {
    switch (format) {
        case Format::jpeg:
            return read_jpeg(file);
        case Format::png:
            return read_png(file);
        case Format::gif:
            return read_gif(file);
        case Format::webp:
            return read_webp(file);
        case Format::avif:
        case Format::heic:
            return read_heif(file);
        case Format::tiff:
            return read_tiff(file);
        case Format::bmp:
            return read_bmp(file);
    }
    return std::nullopt;
}

std::optional<Size> read_gif(const FileBytes& file) {
    const std::string head = file.at(6, 4);
    if (head.size() < 4) return std::nullopt;
    return Size{little_endian(head, 0, 2), little_endian(head, 2, 2)};
}

std::optional<Size> read_webp(const FileBytes& file) {
    std::uint64_t at = 12;
    for (int i = 0; i < kMostWebpChunks; ++i) {
        const std::string head = file.at(at, 8);
        if (head.size() < 8) return webp_size(file.at(0, 30));
        const std::uint64_t length = little_endian(head, 4, 4);
        at += 8 + length + length % 2;
    }
    return std::nullopt;
}

std::optional<Size> read_bmp(const FileBytes& file) {
    enum Compression : std::uint64_t { kNone, kRunLength8, kRunLength4, kMasks, kMasksWithAlpha = 6 };
    const std::string head = file.at(0, 54);
    if (head.size() < 30) return std::nullopt;
    const std::uint64_t offset = little_endian(head, 10, 4), header = little_endian(head, 14, 4);
    const bool is_core = header == 12;  // OS/2 1.x
    if (!is_core && (header < 40 || header > 124 || head.size() < 54)) return std::nullopt;

    Size size{little_endian(head, 18, 2), little_endian(head, 20, 2)};
    if (!is_core) size = {little_endian(head, 18, 4), magnitude(little_endian(head, 22, 4))};
    if (size.width == 0 || size.height == 0 || size.width > kMostSide || size.height > kMostSide) return size;

    const std::uint64_t planes = little_endian(head, is_core ? 22 : 26, 2);
    const std::uint64_t bits = little_endian(head, is_core ? 24 : 28, 2);
    const std::uint64_t compression = is_core ? std::uint64_t{kNone} : little_endian(head, 30, 4);
    const bool is_depth = bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
    if (planes != 1 || !is_depth || offset < 14 + header) return std::nullopt;

    std::uint64_t bytes = 0;
    const bool run_lengths = (compression == kRunLength8 && bits == 8) || (compression == kRunLength4 && bits == 4);
    const bool masks = (compression == kMasks || compression == kMasksWithAlpha) && (bits == 16 || bits == 32);
    if (compression == kNone || masks)
        bytes = (size.width * bits + 31) / 32 * 4 * size.height;  // rows of 32 bits
    else if (run_lengths)
        bytes = little_endian(head, 34, 4);  // a claim that must be there, as no row tells it
    if (bytes == 0 || offset + bytes > file.size()) return std::nullopt;
    return size;
}

}  // namespace pictbook::media
