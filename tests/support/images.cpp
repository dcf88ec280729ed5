#include "support/images.hpp"

#include <vips/vips.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <utility>

// Read by the sanitizers' runtimes. libx265 loses a little memory with every HEIC it writes, which only tests do.
// GLib and libvips are not compiled for ThreadSanitizer, so what they do under their own locks looks like races.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:x265_malloc"; }
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1"; }

namespace pictbook::test {

namespace {

struct Unref {
    void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

void start() {
    static const bool started = VIPS_INIT("tests") == 0;
    if (!started) throw std::runtime_error("libvips does not start");
}

Image checked(int failed, VipsImage* image) {
    if (failed != 0) throw std::runtime_error(std::string("libvips: ") + vips_error_buffer());
    return Image(image);
}

/// RGB, 8 bits each. Frames lie below each other, as libvips has them.
Image make_noise(int width, int height, int frames = 1) {
    start();
    std::array<Image, 3> bands;
    for (int i = 0; i < 3; ++i) {
        VipsImage* out = nullptr;
        const int failed =
            vips_gaussnoise(&out, width, height * frames, "mean", 128.0, "sigma", 30.0, "seed", i + 1, nullptr);
        bands[static_cast<std::size_t>(i)] = checked(failed, out);
    }
    std::array<VipsImage*, 3> raw{bands[0].get(), bands[1].get(), bands[2].get()};
    VipsImage* joined = nullptr;
    const Image floats = checked(vips_bandjoin(raw.data(), &joined, 3, nullptr), joined);
    VipsImage* cast = nullptr;
    const Image bytes = checked(vips_cast_uchar(floats.get(), &cast, nullptr), cast);
    VipsImage* coloured = nullptr;
    const int failed = vips_copy(bytes.get(), &coloured, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr);
    return checked(failed, coloured);
}

std::string save(const Image& image, const char* format) {
    void* bytes = nullptr;
    std::size_t size = 0;
    if (vips_image_write_to_buffer(image.get(), format, &bytes, &size, nullptr) != 0)
        throw std::runtime_error(std::string("libvips: ") + vips_error_buffer());
    const std::string out(static_cast<const char*>(bytes), size);
    g_free(bytes);
    return out;
}

std::string save_animation(int width, int height, int frames, const char* format) {
    const Image image = make_noise(width, height, frames);
    vips_image_set_int(image.get(), VIPS_META_PAGE_HEIGHT, height);
    return save(image, format);
}

/// PNG (RFC 2083) section 15: the CRC of a chunk.
std::uint32_t checksum(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

std::string big_endian(std::uint32_t value) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xFF));
    return out;
}

std::string little_endian(std::uint32_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> 8 * i & 0xFF));
    return out;
}

}  // namespace

std::string make_png(int width, int height) { return save(make_noise(width, height), ".png[strip]"); }

std::string make_interlaced_png(int width, int height) {
    return save(make_noise(width, height), ".png[strip,interlace]");
}

std::string make_jpeg(int width, int height, std::optional<int> orientation) {
    const Image image = make_noise(width, height);
    if (!orientation) return save(image, ".jpg[strip]");
    vips_image_set_int(image.get(), VIPS_META_ORIENTATION, *orientation);
    return save(image, ".jpg");
}

std::string make_progressive_jpeg(int width, int height) {
    return save(make_noise(width, height), ".jpg[strip,interlace]");
}

std::string make_gif(int width, int height, int frames) { return save_animation(width, height, frames, ".gif"); }

std::string make_webp(int width, int height, int frames) {
    return save_animation(width, height, frames, ".webp[strip]");
}

std::string make_avif(int width, int height) { return save(make_noise(width, height), ".avif[effort=0,strip]"); }

std::string make_heic(int width, int height) { return save(make_noise(width, height), ".heic[effort=0,strip]"); }

std::string make_tiff(int width, int height) { return save(make_noise(width, height), ".tif[strip]"); }

std::string make_bmp(int width, int height) {
    const auto row = static_cast<std::uint32_t>((width * 24 + 31) / 32 * 4);
    const std::uint32_t pixels = row * static_cast<std::uint32_t>(height);
    std::string out = "BM" + little_endian(54 + pixels, 4) + little_endian(0, 4) + little_endian(54, 4);
    out += little_endian(40, 4) + little_endian(static_cast<std::uint32_t>(width), 4) +
           little_endian(static_cast<std::uint32_t>(height), 4);
    out += little_endian(1, 2) + little_endian(24, 2) + little_endian(0, 4) + little_endian(pixels, 4);
    out += std::string(16, '\0');  // resolution and palette
    for (std::uint32_t i = 0; i < pixels; ++i) out.push_back(static_cast<char>(i * 7 & 0xFF));
    return out;
}

std::string claim_png_size(std::string png, std::uint32_t width, std::uint32_t height) {
    png.replace(16, 8, big_endian(width) + big_endian(height));
    const std::string_view chunk = std::string_view(png).substr(12, 17);  // its type and data
    png.replace(29, 4, big_endian(checksum(chunk)));
    return png;
}

std::string make_png_bomb() { return claim_png_size(make_png(8, 8), 50'000, 50'000); }

}  // namespace pictbook::test
