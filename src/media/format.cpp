#include "media/format.hpp"

#include <algorithm>
#include <array>

#include "media/file_bytes.hpp"

namespace pictbook::media {

namespace {

using namespace std::string_view_literals;

/// The brands of a file type box (ISO 14496-12 section 4.3): the major one decides, unless it only says that there are
/// pictures (`mif1`, `msf1`); then the first compatible one that does.
std::optional<Format> sniff_brands(std::string_view head) {
    static constexpr std::array kAvif{"avif"sv, "avis"sv};
    static constexpr std::array kHeic{"heic"sv, "heix"sv, "heim"sv, "heis"sv, "hevc"sv, "hevx"sv, "hevm"sv, "hevs"sv};
    static constexpr std::array kAnyPicture{"mif1"sv, "msf1"sv, "miaf"sv};
    const auto among = [](const auto& brands, std::string_view brand) {
        return std::find(brands.begin(), brands.end(), brand) != brands.end();
    };
    const std::size_t end = std::min<std::size_t>(big_endian(head, 0, 4), head.size());
    for (std::size_t at = 8; at + 4 <= end; at += at == 8 ? 8 : 4) {  // the minor version follows the major brand
        const std::string_view brand = head.substr(at, 4);
        if (among(kAvif, brand)) return Format::avif;
        if (among(kHeic, brand)) return Format::heic;
        if (at == 8 && !among(kAnyPicture, brand)) return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Format> sniff(std::string_view head) {
    if (head.size() < 12) return std::nullopt;
    if (head.starts_with("\xFF\xD8\xFF"sv)) return Format::jpeg;
    if (head.starts_with("\x89PNG\r\n\x1A\n"sv)) return Format::png;
    if (head.starts_with("GIF87a"sv) || head.starts_with("GIF89a"sv)) return Format::gif;
    if (head.starts_with("RIFF"sv) && head.substr(8, 4) == "WEBP"sv) return Format::webp;
    if (head.starts_with("BM"sv)) return Format::bmp;
    for (const std::string_view magic : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv})
        if (head.starts_with(magic)) return Format::tiff;
    if (head.substr(4, 4) == "ftyp"sv) return sniff_brands(head);
    return std::nullopt;
}

std::string_view mime_type(Format format) {
    switch (format) {
        case Format::jpeg:
            return "image/jpeg";
        case Format::png:
            return "image/png";
        case Format::gif:
            return "image/gif";
        case Format::webp:
            return "image/webp";
        case Format::avif:
            return "image/avif";
        case Format::heic:
            return "image/heic";
        case Format::tiff:
            return "image/tiff";
        case Format::bmp:
            return "image/bmp";
    }
    return {};
}

std::string_view extension(Format format) {
    return format == Format::jpeg ? "jpg" : mime_type(format).substr(std::string_view("image/").size());
}

}  // namespace pictbook::media
