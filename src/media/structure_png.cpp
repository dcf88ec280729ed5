// PNG, third edition, section 5.
#include "media/structure.hpp"

namespace pictbook::media {

namespace {

constexpr int kMostChunks = 4096;                      // before the pixels
constexpr std::uint64_t kMostPackedText = 128 * 1024;  // bytes of compressed text, which may unpack to 1000 times that
constexpr std::size_t kMostKeyword = 79;

/// A zTXt chunk, or an iTXt chunk that says so behind its keyword (section 11.3.3).
bool is_packed_text(std::string_view type, std::string_view data) {
    if (type == "zTXt") return true;
    if (type != "iTXt") return false;
    const std::size_t end = data.find('\0');
    return end == data.npos || end + 1 >= data.size() || data[end + 1] != '\0';
}

}  // namespace

std::optional<Size> read_png(const FileBytes& file) {
    std::optional<Size> size;
    std::uint64_t at = 8, packed_text = 0;
    for (int i = 0; i < kMostChunks; ++i) {
        const std::string head = file.at(at, 8 + kMostKeyword + 2);
        if (head.size() < 16) return std::nullopt;
        const std::uint64_t length = big_endian(head, 0, 4);
        const std::string_view type = std::string_view(head).substr(4, 4), data = std::string_view(head).substr(8);
        if ((i == 0) != (type == "IHDR")) return std::nullopt;
        if (i == 0) size = Size{big_endian(data, 0, 4), big_endian(data, 4, 4)};
        if (type == "IDAT") return size;
        if (is_packed_text(type, data.substr(0, length))) packed_text += length;
        if (packed_text > kMostPackedText) return std::nullopt;
        at += 12 + length;
    }
    return std::nullopt;
}

}  // namespace pictbook::media
