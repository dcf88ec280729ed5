// What may be a picture: its structure is read within its bounds and the same way twice, whatever format its first bytes claim;
// and what libvips makes of one that passed is no larger than the bounds of media/image.hpp allow.
#include "fuzz/finding.hpp"
#include "fuzz/pieces.hpp"
#include "fuzz/support/probe.hpp"

namespace {

using namespace pictbook;
using media::Format;

constexpr std::int64_t kMostFuzzedPixels = 1 << 20;  // so that one input takes milliseconds

bool by_libvips(Format format) { return format != Format::bmp && format != Format::avif && format != Format::heic; }

std::string fault_of(const fuzz::MemoryFile& file, const fuzz::Probed& probed) {
    const fuzz::Probed again = fuzz::read_structure(file);
    if (again.format != probed.format || again.structure.has_value() != probed.structure.has_value())
        return "another structure when read again";
    if (!probed.structure || !by_libvips(*probed.format)) return "";
    if (static_cast<std::int64_t>(probed.structure->width * probed.structure->height) > kMostFuzzedPixels) return "";
    const auto picture = media::examine(*probed.format, file.descriptor());
    if (!picture) return picture.error().empty() || picture.error().size() > 255 ? "an odd reason" : "";
    if (picture->width <= 0 || picture->height <= 0) return "a picture without a size";
    if (picture->orientation && (*picture->orientation < 1 || *picture->orientation > 8)) return "an odd orientation";
    return "";
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    media::start_libvips();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::MemoryFile file(fuzz::text_of(data, size));
    fuzz::expect_none(fault_of(file, fuzz::read_structure(file)));
    return 0;
}
