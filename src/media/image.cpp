#include "media/image.hpp"

#include <utility>

#include "media/decode.hpp"
#include "media/format.hpp"
#include "media/header.hpp"

namespace pictbook::media {

namespace {

Error refuse(std::string detail) {
    Error error{Fault::bad_request, "Failed to upload images"};
    error.detail = std::move(detail);
    return error;
}

Result<void> check_size(std::int64_t width, std::int64_t height) {
    if (width <= 0 || height <= 0) return Error{Fault::bad_request, "Invalid image dimensions"};
    if (width > kMostSide || height > kMostSide || width * height > kMostPixels)
        return refuse("too large: " + std::to_string(width) + " x " + std::to_string(height));
    return {};
}

Result<Picture> read_picture(Format format, const std::filesystem::path& file) {
    const auto header = read_header(format, file);
    if (!header) return refuse(header.error());
    if (const auto fits = check_size(header->width, header->height); !fits) return fits.error();
    if (format == Format::avif || format == Format::heic) return *header;
    const bool is_costly = header->width * header->height * header->pixel_bytes > kMostDecodedBytes ||
                           decode_memory(format, *header) > kMostPixelBytes;
    if (is_costly) return refuse("decoding costs too much");
    if (std::string failure = decode(format, file, *header); !failure.empty()) return refuse(std::move(failure));
    return *header;
}

}  // namespace

void initialise() { start_libvips(); }

Result<ImageInfo> probe(const std::filesystem::path& file) {
    FileBytes bytes(file);
    const std::optional<Format> format = sniff(bytes.at(0, kSniffBytes));
    if (!format) return refuse("no known format");
    ImageInfo info;
    info.mime_type = mime_type(*format);
    info.extension = extension(*format);

    if (const std::optional<Size> claim = claimed_size(*format, bytes)) {
        if (const auto fits = check_size(claim->width, claim->height); !fits) return fits.error();
    }
    if (*format == Format::bmp) {
        const std::optional<Size> size = read_bmp(bytes);
        if (!size) return refuse("a broken or truncated BMP");
        info.width = static_cast<std::int32_t>(size->width);
        info.height = static_cast<std::int32_t>(size->height);
        return info;
    }
    const Result<Picture> picture = read_picture(*format, file);
    if (!picture) return picture.error();
    info.width = static_cast<std::int32_t>(picture->width);
    info.height = static_cast<std::int32_t>(picture->height);
    if (picture->orientation >= 1 && picture->orientation <= 8) info.orientation = picture->orientation;
    return info;
}

}  // namespace pictbook::media
