// Files built byte by byte, and what their structure says before any library sees them.
#pragma once

#include "media/structure.hpp"
#include "probing.hpp"

namespace pictbook::media {

class Structured : public Probing {
protected:
    /// The size that the structure tells, like `60 x 40`, or why an upload is refused: the public words and the log's.
    std::string look(std::string_view bytes) {
        const std::filesystem::path path = write(bytes);
        const FileBytes file(path);
        const std::optional<Format> format = sniff(file.at(0, kSniffBytes));
        if (!format) return "no known format";
        const std::optional<Size> size = read_structure(*format, file);
        if (size) return std::to_string(size->width) + " x " + std::to_string(size->height);
        const Result<ImageInfo> info = probe(path, decoder());
        return info ? "taken without a structure" : info.error().message + ": " + info.error().detail;
    }
};

inline constexpr const char* kRefused = "Failed to upload images: a broken or excessive structure";

/// The number's lowest bytes, the greatest first; zeros before the eighth.
inline std::string big(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = bytes; i-- > 0;) out.push_back(i < 8 ? static_cast<char>(value >> 8 * i & 0xFF) : '\0');
    return out;
}

inline std::string little(std::uint64_t value, int bytes) {
    const std::string out = big(value, bytes);
    return {out.rbegin(), out.rend()};
}

inline std::string repeat(std::string_view bytes, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += bytes;
    return out;
}

}  // namespace pictbook::media
