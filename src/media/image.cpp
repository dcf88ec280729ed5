#include "media/image.hpp"

#include <utility>

#include "media/decode.hpp"
#include "media/format.hpp"
#include "media/structure.hpp"

namespace pictbook::media {

namespace {

Error refuse(std::string detail) {
    Error error{Fault::bad_request, "Failed to upload images"};
    error.detail = std::move(detail);
    return error;
}

Result<void> check_size(std::uint64_t width, std::uint64_t height) {
    constexpr auto most_side = static_cast<std::uint64_t>(kMostSide),
                   most_pixels = static_cast<std::uint64_t>(kMostPixels);
    if (width == 0 || height == 0) return Error{Fault::bad_request, "Invalid image dimensions"};
    if (width > most_side || height > most_side || width * height > most_pixels)
        return refuse("too large: " + std::to_string(width) + " x " + std::to_string(height));
    return {};
}

Result<Picture> read_picture(Format format, const std::filesystem::path& file) {
    const auto header = read_header(format, file);
    if (!header) return refuse(header.error());
    if (const auto fits =
            check_size(static_cast<std::uint64_t>(header->width), static_cast<std::uint64_t>(header->height));
        !fits)
        return fits.error();
    const bool is_costly = header->width * header->height * header->pixel_bytes > kMostDecodedBytes ||
                           decode_memory(format, *header) > kMostPixelBytes;
    if (is_costly) return refuse("decoding costs too much");
    if (std::string failure = decode(format, file, *header); !failure.empty()) return refuse(std::move(failure));
    return *header;
}

}  // namespace

void initialise() { start_libvips(); }

Result<ImageInfo> probe(const std::filesystem::path& file) {
    const FileBytes bytes(file);
    const std::optional<Format> format = sniff(bytes.at(0, kSniffBytes));
    if (!format) return refuse("no known format");
    const std::optional<Size> claim = read_structure(*format, bytes);
    if (!claim) return refuse("a broken or excessive structure");
    if (const auto fits = check_size(claim->width, claim->height); !fits) return fits.error();

    ImageInfo info;
    info.mime_type = mime_type(*format);
    info.extension = extension(*format);
    info.width = static_cast<std::int32_t>(claim->width);
    info.height = static_cast<std::int32_t>(claim->height);
    if (*format == Format::bmp || *format == Format::avif || *format == Format::heic) return info;

    const Result<Picture> picture = read_picture(*format, file);
    if (!picture) return picture.error();
    info.width = static_cast<std::int32_t>(picture->width);
    info.height = static_cast<std::int32_t>(picture->height);
    if (picture->orientation >= 1 && picture->orientation <= 8) info.orientation = picture->orientation;
    return info;
}

}  // namespace pictbook::media
