// ITU T.81 annex B.
#include "media/structure.hpp"

namespace pictbook::media {

namespace {

constexpr int kMostSegments = 4096;  // libjpeg counts its way to the end of its list with every one that it keeps
constexpr int kMostScans = 100;      // each goes over all pixels, though an empty one has only a few bytes
constexpr std::size_t kReadBytes = 65536;

/// The second byte of the next marker at or after `at`, which is moved behind it. Neither a stuffed byte nor a fill
/// byte nor a restart is one, so it also finds the end of a scan's data.
std::optional<std::uint8_t> find_marker(const FileBytes& file, std::uint64_t& at) {
    for (std::size_t length = 16;; length = kReadBytes) {
        const std::string bytes = file.at(at, length);
        if (bytes.size() < 2) return std::nullopt;
        for (std::size_t i = 0; (i = bytes.find('\xFF', i)) != bytes.npos && i + 1 < bytes.size(); ++i) {
            const auto second = static_cast<std::uint8_t>(bytes[i + 1]);
            if (second == 0x00 || second == 0xFF || (second >= 0xD0 && second <= 0xD7)) continue;
            at += i + 2;
            return second;
        }
        at += bytes.back() == '\xFF' ? bytes.size() - 1 : bytes.size();
    }
}

}  // namespace

std::optional<Size> read_jpeg(const FileBytes& file) {
    std::optional<Size> size;
    std::uint64_t at = 2;
    int scans = 0;
    for (int i = 0; i < kMostSegments; ++i) {
        const std::optional<std::uint8_t> marker = find_marker(file, at);
        if (!marker) return std::nullopt;
        if (*marker == 0xD9) return size;                  // the end of the image; more may follow in the file
        if (*marker == 0x01 || *marker == 0xD8) continue;  // they have no length
        if (*marker == 0xDA && ++scans > kMostScans) return std::nullopt;
        const bool is_frame =
            *marker >= 0xC0 && *marker <= 0xCF && *marker != 0xC4 && *marker != 0xC8 && *marker != 0xCC;
        const std::string segment = file.at(at, 7);
        if (segment.size() < (is_frame ? 7 : 2)) return std::nullopt;
        if (is_frame && !size) size = Size{big_endian(segment, 5, 2), big_endian(segment, 3, 2)};
        at += big_endian(segment, 0, 2);
    }
    return std::nullopt;
}

}  // namespace pictbook::media
