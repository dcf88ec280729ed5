#include "media/decode.hpp"

#include <vips/vips.h>

#include <algorithm>
#include <cassert>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "media/image.hpp"

namespace pictbook::media {

namespace {

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
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

/// libvips keeps one text for all threads: it may hold another probe's reason, so it is for the log only.
std::string take_failure() {
    const std::unique_ptr<char, decltype(&g_free)> text(vips_error_buffer_copy(), &g_free);
    const std::string out = text ? text.get() : "";
    return out.empty() ? "libvips gives no reason" : out.substr(0, 500);
}

/// Null: take_failure() knows why. Reading goes from top to bottom, and the first missing byte is an error.
Image load(Format format, const std::filesystem::path& file, Load how) {
    const char* path = file.c_str();
    VipsImage* out = nullptr;
    const auto run = [&](auto loader, auto... more) {
        return loader(path, &out, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, more...);
    };
    constexpr void* kEnd = nullptr;
    int failed = -1;
    switch (format) {
        case Format::jpeg:
            failed = run(vips_jpegload, "shrink", how.shrink, kEnd);
            break;
        case Format::png:
            failed = run(vips_pngload, kEnd);
            break;
        case Format::gif:
            failed = run(vips_gifload, "n", how.pages, kEnd);
            break;
        case Format::webp:
            failed = run(vips_webpload, "n", how.pages, "scale", 1.0 / how.shrink, kEnd);
            break;
        case Format::tiff:
            failed = run(vips_tiffload, kEnd);
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
    if (vips_image_get_typeof(image, name) == 0 || vips_image_get_int(image, name, &value) != 0) return std::nullopt;
    return value;
}

}  // namespace

void start_libvips() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (VIPS_INIT("pictbook") != 0) throw std::runtime_error("libvips does not start: " + take_failure());
        vips_cache_set_max(0);  // a result is never asked for twice, and a path may mean another file later
        vips_concurrency_set(1);
        vips_block_untrusted_set(TRUE);
        vips_operation_block_set("VipsForeignLoad", TRUE);
        for (const char* loader : {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadNsgif",
                                   "VipsForeignLoadWebp", "VipsForeignLoadTiff", "VipsForeignLoadHeif"})
            vips_operation_block_set(loader, FALSE);
        // Its warnings are about users' files and go to standard error past the log.
        const auto ignore = [](const char*, GLogLevelFlags, const char*, void*) {};
        g_log_set_handler("VIPS", static_cast<GLogLevelFlags>(G_LOG_LEVEL_MASK), ignore, nullptr);
    });
}

boost::system::result<Picture, std::string> read_header(Format format, const std::filesystem::path& file) {
    const Image image = load(format, file, {});
    if (!image) return take_failure();
    Picture out;
    out.width = vips_image_get_width(image.get());
    out.height = vips_image_get_height(image.get());
    out.pages = std::max(1, vips_image_get_n_pages(image.get()));
    out.pixel_bytes = static_cast<std::int64_t>(VIPS_IMAGE_SIZEOF_PEL(image.get()));
    out.bands = vips_image_get_bands(image.get());
    out.is_interlaced = find_number(image.get(), "interlaced").value_or(0) != 0;
    out.orientation = find_number(image.get(), VIPS_META_ORIENTATION);
    return out;
}

std::int64_t decode_memory(Format format, const Picture& picture) {
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

std::string decode(Format format, const std::filesystem::path& file, const Picture& picture) {
    Load how;
    const bool can_shrink = format == Format::jpeg || format == Format::webp;
    if (can_shrink && std::min(picture.width, picture.height) >= kLeastToShrink) how.shrink = kShrink;
    if (format == Format::gif || format == Format::webp) {
        const std::int64_t most =
            std::min(kMostPixels / (picture.width * picture.height), VIPS_MAX_COORD / picture.height);
        how.pages = static_cast<int>(std::clamp<std::int64_t>(picture.pages, 1, std::max<std::int64_t>(most, 1)));
    }
    const Image image = load(format, file, how);
    if (!image) return take_failure();
    const Region region(vips_region_new(image.get()));
    const int width = vips_image_get_width(image.get()), height = vips_image_get_height(image.get());
    for (int top = 0; top < height; top += kRows) {
        const VipsRect rows{0, top, width, std::min(kRows, height - top)};
        if (vips_region_prepare(region.get(), &rows) != 0) return take_failure();
    }
    vips_error_clear();
    return {};
}

}  // namespace pictbook::media
