#include "media/image.hpp"

#include <utility>

#include "media/format.hpp"
#include "media/structure.hpp"

namespace pictbook::media {

namespace {

Error refuse(std::string detail) {
    Error error{Fault::bad_request, "Failed to upload images"};
    error.detail = std::move(detail);
    return error;
}

/// So libvips says that a call of the system failed.
bool is_of_the_system(const std::string& reason) {
    return reason.find("unix error") != reason.npos || reason.find("system error") != reason.npos;
}

Result<void> check_size(std::int64_t width, std::int64_t height) {
    if (width == 0 || height == 0) return Error{Fault::bad_request, "Invalid image dimensions"};
    if (!fits(width, height)) return refuse("too large: " + std::to_string(width) + " x " + std::to_string(height));
    return {};
}

}  // namespace

bool fits(std::int64_t width, std::int64_t height) {
    return width > 0 && height > 0 && width <= kMostSide && height <= kMostSide && width * height <= kMostPixels;
}

Result<ImageInfo> probe(const std::filesystem::path& file, Decoder& decoder) {
    const FileBytes bytes(file);
    const std::optional<Format> format = sniff(bytes.at(0, kSniffBytes));
    if (!format) return refuse("no known format");
    const std::optional<Size> claim = read_structure(*format, bytes);
    if (!claim) return refuse("a broken or excessive structure");
    const Result<void> right_size =
        check_size(static_cast<std::int64_t>(claim->width), static_cast<std::int64_t>(claim->height));
    if (!right_size) return right_size.error();

    ImageInfo info;
    info.mime_type = mime_type(*format);
    info.extension = extension(*format);
    info.width = static_cast<std::int32_t>(claim->width);
    info.height = static_cast<std::int32_t>(claim->height);
    if (*format == Format::bmp || *format == Format::avif || *format == Format::heic) return info;

    const boost::system::result<Picture, std::string> picture = decoder.examine(*format, bytes.descriptor());
    if (!picture) {
        bytes.expect_readable();
        if (is_of_the_system(picture.error())) throw Unavailable("an uploaded file can't be read");
        return refuse(picture.error());
    }
    if (const Result<void> decoded_size = check_size(picture->width, picture->height); !decoded_size)
        return decoded_size.error();
    info.width = picture->width;
    info.height = picture->height;
    info.orientation = picture->orientation;
    return info;
}

}  // namespace pictbook::media
