// What a good image is said to be.
#include "media/image.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <ostream>
#include <thread>
#include <vector>

#include "probing.hpp"
#include "support/images.hpp"

namespace pictbook::media {

namespace {

struct Kind {
    std::string mime_type;
    std::string extension;
    std::string (*make)(int width, int height);
    std::optional<std::int32_t> orientation;
};

void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.mime_type; }

class EveryFormat : public Probing, public testing::WithParamInterface<Kind> {};

TEST_P(EveryFormat, IsKnownByItsBytes) {
    const Result<ImageInfo> info = probe(write(GetParam().make(120, 70), "misleading.txt"), decoder());
    ASSERT_TRUE(info) << info.error().detail;
    EXPECT_EQ(info->mime_type, GetParam().mime_type);
    EXPECT_EQ(info->extension, GetParam().extension);
    EXPECT_EQ(info->width, 120);
    EXPECT_EQ(info->height, 70);
    EXPECT_EQ(info->orientation, GetParam().orientation);
}

TEST_P(EveryFormat, MayBeSmall) {
    const Result<ImageInfo> info = probe_bytes(GetParam().make(16, 16));
    ASSERT_TRUE(info) << info.error().detail;
    EXPECT_EQ(info->width, 16);
}

TEST_P(EveryFormat, MayBeLongAndNarrow) {
    const Result<ImageInfo> info = probe_bytes(GetParam().make(16, 3000));
    ASSERT_TRUE(info) << info.error().detail;
    EXPECT_EQ(info->height, 3000);
}

INSTANTIATE_TEST_SUITE_P(
    Image, EveryFormat,
    testing::Values(Kind{"image/jpeg", "jpg", [](int w, int h) { return test::make_jpeg(w, h); }, {}},
                    Kind{"image/jpeg", "jpg", test::make_progressive_jpeg, {}},
                    Kind{"image/png", "png", test::make_png, {}},
                    Kind{"image/png", "png", test::make_interlaced_png, {}},
                    Kind{"image/gif", "gif", [](int w, int h) { return test::make_gif(w, h); }, {}},
                    Kind{"image/webp", "webp", [](int w, int h) { return test::make_webp(w, h); }, 1},
                    Kind{"image/avif", "avif", test::make_avif, {}}, Kind{"image/heic", "heic", test::make_heic, {}},
                    Kind{"image/tiff", "tiff", test::make_tiff, 1}, Kind{"image/bmp", "bmp", test::make_bmp, {}}));

class Image : public Probing {};

TEST_F(Image, MayBeOnePixel) {
    for (const std::string& bytes : {test::make_jpeg(1, 1), test::make_png(1, 1), test::make_gif(1, 1),
                                     test::make_webp(1, 1), test::make_tiff(1, 1), test::make_bmp(1, 1)}) {
        const Result<ImageInfo> info = probe_bytes(bytes);
        ASSERT_TRUE(info) << info.error().detail;
        EXPECT_EQ(info->width, 1);
        EXPECT_EQ(info->height, 1);
    }
}

TEST_F(Image, KeepsItsStoredSizeUnderEveryOrientation) {
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const Result<ImageInfo> info = probe_bytes(test::make_jpeg(60, 40, orientation));
        ASSERT_TRUE(info) << info.error().detail;
        EXPECT_EQ(info->orientation, orientation);
        EXPECT_EQ(info->width, 60);
        EXPECT_EQ(info->height, 40);
    }
}

TEST_F(Image, HasNoOrientationThatExifDoesNotKnow) {
    std::string bytes = test::make_jpeg(60, 40, 6);
    const std::string tag("\x12\x01\x03\x00\x01\x00\x00\x00\x06", 9);  // little-endian: Orientation, short, 1, 6
    const std::size_t at = bytes.find(tag);
    ASSERT_NE(at, bytes.npos);
    bytes[at + 8] = 77;
    const Result<ImageInfo> info = probe_bytes(bytes);
    ASSERT_TRUE(info) << info.error().detail;
    EXPECT_THAT(info->orientation.value_or(1), testing::AllOf(testing::Ge(1), testing::Le(8)));
}

TEST_F(Image, AnimatedIsAsLargeAsItsFirstFrame) {
    for (const std::string& bytes : {test::make_gif(90, 50, 7), test::make_webp(90, 50, 7)}) {
        const Result<ImageInfo> info = probe_bytes(bytes);
        ASSERT_TRUE(info) << info.error().detail;
        EXPECT_EQ(info->width, 90);
        EXPECT_EQ(info->height, 50);
    }
}

TEST_F(Image, MayBeFollowedByACamerasTrailer) {
    for (const std::string& bytes : {test::make_jpeg(60, 40), test::make_png(60, 40), test::make_heic(64, 64)}) {
        const Result<ImageInfo> info = probe_bytes(bytes + std::string(500, '\x01'));
        EXPECT_TRUE(info) << info.error().detail;
    }
}

TEST_F(Image, IsKnownByACompatibleBrandWhenTheMajorOneIsGeneral) {
    const Result<ImageInfo> heic = probe_bytes(test::make_heic(64, 64).replace(8, 4, "mif1"));
    ASSERT_TRUE(heic) << heic.error().detail;
    EXPECT_EQ(heic->mime_type, "image/heic");
    const Result<ImageInfo> avif = probe_bytes(test::make_avif(64, 64).replace(8, 4, "mif1"));
    ASSERT_TRUE(avif) << avif.error().detail;
    EXPECT_EQ(avif->mime_type, "image/avif");
}

TEST_F(Image, IsProbedOnManyThreads) {
    const std::vector<std::filesystem::path> files{
        write(test::make_jpeg(300, 200), "a"), write(test::make_png(300, 200), "b"),
        write(test::make_heic(300, 200), "c"), write(test::make_gif(300, 200), "d"),
        write(test::make_webp(300, 200), "e"), write("no image at all", "f")};
    std::atomic<int> taken = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 5; ++round)
                for (const std::filesystem::path& file : files) taken += probe(file, decoder()) ? 1 : 0;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(taken, 4 * 5 * 5);
}

TEST_F(Image, ThatIsNotThereIsABrokenEnvironment) {
    EXPECT_THROW(static_cast<void>(probe(folder_ / "nothing", decoder())), std::runtime_error);
}

}  // namespace

}  // namespace pictbook::media
