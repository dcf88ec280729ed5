#include "media/header.hpp"

#include <algorithm>
#include <cassert>
#include <stdexcept>

#include "media/image.hpp"

namespace pictbook::media {

namespace {

constexpr int kMostSegments = 4096;  // before a JPEG's frame header: 64 KiB each, so 256 MiB of metadata

/// ITU T.81 annex B: segments up to the frame header, which is any SOF marker.
std::optional<Size> jpeg_size(FileBytes& file) {
    std::uint64_t at = 2;
    for (int i = 0; i < kMostSegments; ++i) {
        const std::string bytes = file.at(at, 9);
        if (bytes.size() < 9 || big_endian(bytes, 0, 1) != 0xFF) return std::nullopt;
        const std::uint32_t marker = big_endian(bytes, 1, 1);
        const bool is_frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (is_frame) return Size{big_endian(bytes, 7, 2), big_endian(bytes, 5, 2)};
        if (marker == 0xD9 || marker == 0xDA) return std::nullopt;  // the end, or pixels without a frame
        if (marker == 0xFF)
            at += 1;  // a fill byte
        else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8))
            at += 2;
        else
            at += 2 + big_endian(bytes, 2, 2);
    }
    return std::nullopt;
}

/// The least file size that an uncompressed picture needs behind `offset`: rows are padded to 32 bits.
std::uint64_t bmp_bytes(Size size, std::uint64_t bits) { return (size.width * bits + 31) / 32 * 4 * size.height; }

std::uint32_t magnitude(std::uint32_t two_complement) {
    return two_complement >> 31 ? ~two_complement + 1 : two_complement;
}

}  // namespace

std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t length) {
    assert(length <= 4 && at + length <= bytes.size());
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < length; ++i) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
    return out;
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t length) {
    assert(length <= 4 && at + length <= bytes.size());
    std::uint32_t out = 0;
    for (std::size_t i = length; i-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
    return out;
}

FileBytes::FileBytes(const std::filesystem::path& file)
    : file_(file, std::ios::binary), size_(std::filesystem::file_size(file)) {
    if (!file_) throw std::runtime_error("an uploaded file cannot be read");
}

std::string FileBytes::at(std::uint64_t offset, std::size_t length) {
    if (offset >= size_) return {};
    std::string out(std::min<std::uint64_t>(length, size_ - offset), '\0');
    file_.seekg(static_cast<std::streamoff>(offset));
    file_.read(out.data(), static_cast<std::streamsize>(out.size()));
    if (!file_) throw std::runtime_error("an uploaded file cannot be read");
    return out;
}

std::optional<Size> claimed_size(Format format, FileBytes& file) {
    const std::string head = file.at(0, 30);
    if (head.size() < 30 && !(format == Format::gif && head.size() >= 10)) return std::nullopt;
    switch (format) {
        case Format::jpeg:
            return jpeg_size(file);
        case Format::png:
            if (head.compare(12, 4, "IHDR") != 0) return std::nullopt;
            return Size{big_endian(head, 16, 4), big_endian(head, 20, 4)};
        case Format::gif:
            return Size{little_endian(head, 6, 2), little_endian(head, 8, 2)};
        case Format::bmp: {
            const bool is_core = little_endian(head, 14, 4) == 12;  // OS/2 1.x
            if (is_core) return Size{little_endian(head, 18, 2), little_endian(head, 20, 2)};
            return Size{little_endian(head, 18, 4), magnitude(little_endian(head, 22, 4))};
        }
        case Format::webp:
        case Format::avif:
        case Format::heic:
        case Format::tiff:
            break;
    }
    return std::nullopt;
}

std::optional<Size> read_bmp(FileBytes& file) {
    enum Compression : std::uint32_t { kNone, kRunLength8, kRunLength4, kMasks, kMasksWithAlpha = 6 };
    const std::string head = file.at(0, 54);
    const std::optional<Size> size = claimed_size(Format::bmp, file);
    if (!size) return std::nullopt;
    const std::uint32_t offset = little_endian(head, 10, 4), header = little_endian(head, 14, 4);
    const bool is_core = header == 12;
    if (!is_core && (header < 40 || header > 124 || head.size() < 54)) return std::nullopt;

    const std::uint32_t planes = little_endian(head, is_core ? 22 : 26, 2);
    const std::uint32_t bits = little_endian(head, is_core ? 24 : 28, 2);
    const std::uint32_t compression = is_core ? std::uint32_t{kNone} : little_endian(head, 30, 4);
    const bool is_depth = bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
    const bool is_small = size->width <= kMostSide && size->height <= kMostSide;
    if (planes != 1 || !is_depth || !is_small || offset < 14 + header) return std::nullopt;

    std::uint64_t bytes = 0;
    const bool run_lengths = (compression == kRunLength8 && bits == 8) || (compression == kRunLength4 && bits == 4);
    const bool masks = (compression == kMasks || compression == kMasksWithAlpha) && (bits == 16 || bits == 32);
    if (compression == kNone || masks)
        bytes = bmp_bytes(*size, bits);
    else if (run_lengths)
        bytes = little_endian(head, 34, 4);  // a claim that must be there, as no row tells it
    if (bytes == 0 || offset + bytes > file.size()) return std::nullopt;
    return size;
}

}  // namespace pictbook::media
