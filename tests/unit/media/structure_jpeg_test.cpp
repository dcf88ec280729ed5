#include "structured.hpp"
#include "support/images.hpp"

namespace pictbook::media {

namespace {

using namespace std::string_literals;

class JpegStructure : public Structured {};

std::string segment(char marker, const std::string& data) { return "\xFF"s + marker + big(data.size() + 2, 2) + data; }

std::string frame(char marker, std::uint64_t width, std::uint64_t height) {
    return segment(marker, "\x08"s + big(height, 2) + big(width, 2) + "\x01\x01\x11\x00"s);
}

const std::string kStart = "\xFF\xD8";
const std::string kFrame = frame('\xC0', 60, 40);
const std::string kScan = segment('\xDA', "\x01\x01\x00\x00\x3F\x00"s);
const std::string kEnd = "\xFF\xD9";

TEST_F(JpegStructure, TellsTheSizeOfItsFrame) {  // IMG-3
    EXPECT_EQ(look(kStart + kFrame + kScan + "data" + kEnd), "60 x 40");
    for (const char marker : "\xC1\xC2\xC3\xC5\xC6\xC7\xC9\xCA\xCB\xCD\xCE\xCF"s)
        EXPECT_EQ(look(kStart + frame(marker, 7, 9) + kScan + kEnd), "7 x 9");
    EXPECT_EQ(look(kStart + kFrame + frame('\xC2', 7, 9) + kScan + kEnd), "60 x 40") << "the first one decides";
}

TEST_F(JpegStructure, DoesNotTakeTablesForFrames) {  // IMG-3
    for (const char marker : "\xC4\xC8\xCC"s) {
        EXPECT_EQ(look(kStart + frame(marker, 7, 9) + kFrame + kScan + kEnd), "60 x 40");
        EXPECT_EQ(look(kStart + frame(marker, 7, 9) + kScan + kEnd), kRefused) << "IMG-6";
    }
}

TEST_F(JpegStructure, BoundsItsSegments) {  // IMG-6: libjpeg's time grows with their square
    const std::string empty = segment('\xE1', "");
    EXPECT_EQ(look(kStart + repeat(empty, 4093) + kFrame + kScan + kEnd), "60 x 40");  // 4096 markers
    EXPECT_EQ(look(kStart + repeat(empty, 4094) + kFrame + kScan + kEnd), kRefused);
    EXPECT_EQ(look(kStart + repeat(kStart, 5000) + kFrame + kScan + kEnd), kRefused);
}

TEST_F(JpegStructure, BoundsItsScans) {  // IMG-6: each of them goes over all pixels again
    EXPECT_EQ(look(kStart + kFrame + repeat(kScan + "data", 100) + kEnd), "60 x 40");
    EXPECT_EQ(look(kStart + kFrame + repeat(kScan + "data", 101) + kEnd), kRefused);
    EXPECT_EQ(refusal(test::make_progressive_jpeg(60, 40)), "taken as image/jpeg");
}

TEST_F(JpegStructure, LooksForItsEndBehindAllPixels) {  // IMG-6
    const std::string head = kStart + kFrame + kScan;
    EXPECT_EQ(look(head + "data"), kRefused);
    EXPECT_EQ(look(head + "data\xFF"), kRefused);
    EXPECT_EQ(look(head + "data\xFF\x00\xFF"s), kRefused);
    for (const char restart : "\xD0\xD7"s) EXPECT_EQ(look(head + "data\xFF" + restart + "data"), kRefused);
    EXPECT_EQ(look(head + "\xFF\x00 \xFF\xD3 \xFF\x01 \xFF\xFF\xFF\xD9"s), "60 x 40");
}

TEST_F(JpegStructure, FindsAMarkerWhereverTheDataIsDivided) {  // IMG-6
    for (const std::size_t border : {16u, 16u + 65536u})
        for (std::size_t length = border - 6; length < border + 6; ++length)
            EXPECT_EQ(look(kStart + kFrame + kScan + std::string(length, '.') + kEnd), "60 x 40") << length;
}

TEST_F(JpegStructure, SkipsAThumbnailInItsMetadata) {  // IMG-3
    const std::string small = kStart + frame('\xC0', 7, 9) + kScan + kEnd;
    EXPECT_EQ(look(kStart + segment('\xE1', "Exif" + small) + kFrame + kScan + kEnd), "60 x 40");
}

TEST_F(JpegStructure, EndsAtItsEnd) {  // IMG-6
    const std::string behind = frame('\xC0', 7, 9) + repeat(segment('\xE1', ""), 5000);
    EXPECT_EQ(look(kStart + kFrame + kScan + kEnd + behind), "60 x 40");
    EXPECT_EQ(look(kStart + kEnd + kFrame + kScan + kEnd), kRefused) << "no frame before it";
}

TEST_F(JpegStructure, MayHaveShortSegmentsRightBeforeItsEnd) {  // IMG-5
    EXPECT_EQ(look(kStart + kFrame + kScan + "data" + segment('\xFE', "") + kEnd), "60 x 40");
}

TEST_F(JpegStructure, HasNoSegmentBehindTheEndOfTheFile) {  // IMG-6
    EXPECT_EQ(look(kStart + kFrame + "\xFF\xE1\xFF\xFF" + kScan + kEnd), kRefused);
    EXPECT_EQ(look(kStart + kFrame + kScan + "\xFF\xE1\x00"s), kRefused);
    EXPECT_EQ(look(kStart + "\xFF\xE1\x00\x02\xFF\xC0\x00\x0B\x08\x00\x28"s), kRefused) << "cut in its frame";
}

}  // namespace

}  // namespace pictbook::media
