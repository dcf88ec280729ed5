#include "media/decode.hpp"

#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <memory>
#include <stdexcept>

#include "media/image.hpp"
#include "media/vips.hpp"

namespace pictbook::media {

namespace {

struct Unref {
    void operator()(void* object) const { vips().g_object_unref(object); }
};
using Source = std::unique_ptr<VipsSource, Unref>;
using Image = std::unique_ptr<VipsImage, Unref>;
using Region = std::unique_ptr<VipsRegion, Unref>;

constexpr int kShrink = 8;  // JPEG and WebP decode to an eighth: all data is read, fewer pixels are made
constexpr std::int64_t kLeastToShrink = 64;
constexpr int kRows = 16;  // decoded at a time

/// How one loader is called.
struct Load {
    int shrink = 1;
    int pages = 1;
};

/// What a header says beyond the picture.
struct Header {
    std::int64_t width = 0;  // of the first page or frame
    std::int64_t height = 0;
    std::int64_t pages = 1;
    std::int64_t pixel_bytes = 0;  // once decoded
    std::int64_t bands = 0;
    bool is_interlaced = false;  // JPEG: progressive
    std::optional<int> orientation;
};

std::string take_failure() {
    const std::unique_ptr<char, decltype(vips().g_free)> text(vips().vips_error_buffer_copy(), vips().g_free);
    const std::string out = text ? text.get() : "";
    return out.empty() ? "libvips gives no reason" : out.substr(0, 200);
}

/// Null: take_failure() knows why. Reading goes from top to bottom, and the first missing byte is an error.
Image load(Format format, int descriptor, Load how) {
    if (::lseek(descriptor, 0, SEEK_SET) != 0) return nullptr;
    const Source source(vips().vips_source_new_from_descriptor(descriptor));
    if (!source) return nullptr;
    VipsImage* out = nullptr;
    const auto run = [&](auto loader, auto... more) {
        return loader(source.get(), &out, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, more...);
    };
    constexpr void* kEnd = nullptr;
    int failed = -1;
    switch (format) {
        case Format::jpeg:
            failed = run(vips().vips_jpegload_source, "shrink", how.shrink, kEnd);
            break;
        case Format::png:
            failed = run(vips().vips_pngload_source, kEnd);
            break;
        case Format::gif:
            failed = run(vips().vips_gifload_source, "n", how.pages, kEnd);
            break;
        case Format::webp:
            failed = run(vips().vips_webpload_source, "n", how.pages, "scale", 1.0 / how.shrink, kEnd);
            break;
        case Format::tiff:
            failed = run(vips().vips_tiffload_source, kEnd);
            break;
        case Format::avif:
        case Format::heic:
        case Format::bmp:
            assert(false);
            break;
    }
    return Image(failed == 0 ? out : nullptr);
}

std::optional<int> find_number(VipsImage* image, const char* name) {
    int value = 0;
    if (vips().vips_image_get_typeof(image, name) == 0 || vips().vips_image_get_int(image, name, &value) != 0)
        return std::nullopt;
    return value;
}

boost::system::result<Header, std::string> read_header(Format format, int descriptor) {
    const Image image = load(format, descriptor, {});
    if (!image) return take_failure();
    Header out;
    out.width = vips().vips_image_get_width(image.get());
    out.height = vips().vips_image_get_height(image.get());
    out.pages = std::max(1, vips().vips_image_get_n_pages(image.get()));
    out.bands = vips().vips_image_get_bands(image.get());
    out.pixel_bytes =
        out.bands * static_cast<std::int64_t>(vips().vips_format_sizeof(vips().vips_image_get_format(image.get())));
    out.is_interlaced = find_number(image.get(), "interlaced").value_or(0) != 0;
    out.orientation = find_number(image.get(), VIPS_META_ORIENTATION);
    return out;
}

/// Bytes that decode() holds at once, at most, in proportion to the picture; rows apart.
std::int64_t decode_memory(Format format, const Header& picture) {
    const std::int64_t pixels = picture.width * picture.height;
    switch (format) {
        case Format::jpeg:  // coefficients of two bytes, however the colours are sampled
            return picture.is_interlaced ? pixels * 2 * picture.bands : 0;
        case Format::png:
            return picture.is_interlaced ? pixels * picture.pixel_bytes : 0;
        case Format::gif:
            return pixels * 8;  // RGBA twice: the frame, and what the next may have to restore
        case Format::webp:
            return pixels * 5;  // a lossless frame's RGBA, or a lossy one's alpha, at full size
        case Format::tiff:
            return pixels * picture.pixel_bytes * 2;  // one strip may be the whole, packed and unpacked
        case Format::avif:
        case Format::heic:
        case Format::bmp:
            break;
    }
    return 0;
}

/// An empty text: all of it could be decoded.
std::string decode(Format format, int descriptor, const Header& picture) {
    Load how;
    const bool can_shrink = format == Format::jpeg || format == Format::webp;
    if (can_shrink && std::min(picture.width, picture.height) >= kLeastToShrink) how.shrink = kShrink;
    if (format == Format::gif || format == Format::webp) {
        const std::int64_t most =
            std::min(kMostPixels / (picture.width * picture.height), VIPS_MAX_COORD / picture.height);
        how.pages = static_cast<int>(std::clamp<std::int64_t>(picture.pages, 1, std::max<std::int64_t>(most, 1)));
    }
    const Image image = load(format, descriptor, how);
    if (!image) return take_failure();
    const Region region(vips().vips_region_new(image.get()));
    const int width = vips().vips_image_get_width(image.get()), height = vips().vips_image_get_height(image.get());
    for (int top = 0; top < height; top += kRows) {
        const VipsRect rows{0, top, width, std::min(kRows, height - top)};
        if (vips().vips_region_prepare(region.get(), &rows) != 0) return take_failure();
    }
    vips().vips_error_clear();
    return {};
}

}  // namespace

void start_libvips() {
    if (vips().vips_init("pictbook") != 0) throw std::runtime_error("libvips does not start: " + take_failure());
    vips().vips_cache_set_max(0);  // a result is never asked for twice
    vips().vips_concurrency_set(1);
    vips().vips_block_untrusted_set(TRUE);
    vips().vips_operation_block_set("VipsForeignLoad", TRUE);
    for (const char* loader : {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadNsgif",
                               "VipsForeignLoadWebp", "VipsForeignLoadTiff"})
        vips().vips_operation_block_set(loader, FALSE);
    // Its warnings are about users' files.
    const auto ignore = [](const char*, GLogLevelFlags, const char*, void*) {};
    vips().g_log_set_handler("VIPS", static_cast<GLogLevelFlags>(G_LOG_LEVEL_MASK), ignore, nullptr);
}

std::string libvips_version() { return vips().vips_version_string(); }

boost::system::result<Picture, std::string> examine(Format format, int descriptor) {
    const auto header = read_header(format, descriptor);
    if (!header) return header.error();
    const Picture picture{static_cast<std::int32_t>(header->width), static_cast<std::int32_t>(header->height),
                          header->orientation >= 1 && header->orientation <= 8 ? header->orientation : std::nullopt};
    if (!fits(picture.width, picture.height)) return picture;
    const bool is_costly = header->width * header->height * header->pixel_bytes > kMostDecodedBytes ||
                           decode_memory(format, *header) > kMostPixelBytes;
    if (is_costly) return std::string("decoding costs too much");
    if (std::string failure = decode(format, descriptor, *header); !failure.empty()) return failure;
    return picture;
}

}  // namespace pictbook::media
