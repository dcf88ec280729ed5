#include "structured.hpp"

namespace pictbook::media {

namespace {

using namespace std::string_literals;

class PngStructure : public Structured {};

/// Without a checksum: that is for the decoder to look at.
std::string chunk(const std::string& type, const std::string& data) {
    return big(data.size(), 4) + type + data + big(0, 4);
}

const std::string kMagic = "\x89PNG\r\n\x1A\n";
const std::string kHeader = chunk("IHDR", big(60, 4) + big(40, 4) + "\x08\x02\x00\x00\x00"s);
const std::string kPixels = chunk("IDAT", "pixels");
const std::string kPngEnd = chunk("IEND", "");

/// With these chunks between the header and the pixels.
std::string png(const std::string& chunks) { return kMagic + kHeader + chunks + kPixels + kPngEnd; }

/// A chunk of text that begins so and has `size` bytes.
std::string text(const std::string& type, const std::string& begin, std::size_t size) {
    return chunk(type, begin + std::string(size - begin.size(), 'z'));
}

constexpr std::size_t kMostPacked = 128 * 1024;

TEST_F(PngStructure, TellsTheSizeInItsHeader) {  // IMG-3
    EXPECT_EQ(look(png("")), "60 x 40");
    const std::string large = chunk("IHDR", big(0xFFFFFFFF, 4) + big(1, 4) + "\x08\x02\x00\x00\x00"s);
    EXPECT_EQ(look(kMagic + large + kPixels), "4294967295 x 1");
}

TEST_F(PngStructure, BoundsPackedText) {  // IMG-6: it may unpack to 1000 times as much
    const std::string begin = "Comment\0\0"s;
    EXPECT_EQ(look(png(text("zTXt", begin, kMostPacked))), "60 x 40");
    EXPECT_EQ(look(png(text("zTXt", begin, kMostPacked + 1))), kRefused);
}

TEST_F(PngStructure, BoundsPackedTextOfAllChunksTogether) {  // IMG-6
    const std::string half = text("zTXt", "Comment\0\0"s, kMostPacked / 2);
    EXPECT_EQ(look(png(half + half)), "60 x 40");
    EXPECT_EQ(look(png(half + half + chunk("zTXt", "x"))), kRefused);
    EXPECT_EQ(look(png(half + text("iTXt", "Comment\0\1\0"s, kMostPacked / 2 + 1))), kRefused);
}

TEST_F(PngStructure, BoundsInternationalTextOnlyWhenItIsPacked) {  // IMG-6
    EXPECT_EQ(look(png(text("iTXt", "Comment\0\1\0"s, kMostPacked))), "60 x 40");
    EXPECT_EQ(look(png(text("iTXt", "Comment\0\1\0"s, kMostPacked + 1))), kRefused);
    EXPECT_EQ(look(png(text("iTXt", "Comment\0\0\0"s, 4 * kMostPacked))), "60 x 40");
    EXPECT_EQ(look(png(text("tEXt", "Comment\0"s, 4 * kMostPacked))), "60 x 40");
}

TEST_F(PngStructure, TakesTextForPackedWhenItsKeywordIsTooLong) {  // IMG-6
    EXPECT_EQ(look(png(text("iTXt", std::string(79, 'k') + "\0\0\0"s, 2 * kMostPacked))), "60 x 40");
    EXPECT_EQ(look(png(text("iTXt", std::string(81, 'k') + "\0\0\0"s, 2 * kMostPacked))), kRefused);
}

TEST_F(PngStructure, BoundsTheChunksBeforeThePixels) {  // IMG-6
    const std::string filler = chunk("tIME", "");
    EXPECT_EQ(look(png(repeat(filler, 4094))), "60 x 40");  // 4096 with the header and the pixels
    EXPECT_EQ(look(png(repeat(filler, 4095))), kRefused);
}

TEST_F(PngStructure, HasItsHeaderFirstAndOnce) {  // IMG-6
    EXPECT_EQ(look(kMagic + kPixels + kPngEnd), kRefused);
    EXPECT_EQ(look(kMagic + chunk("tIME", "") + kHeader + kPixels), kRefused);
    EXPECT_EQ(look(png(kHeader)), kRefused);
}

TEST_F(PngStructure, HasPixels) {  // IMG-6
    EXPECT_EQ(look(kMagic + kHeader), kRefused);
    EXPECT_EQ(look(kMagic + kHeader + kPngEnd), kRefused);
    EXPECT_EQ(look(png(big(0xFFFFFFFF, 4) + "tIME")), kRefused);  // a chunk that reaches behind the end
    const std::string whole = png("");
    const std::size_t at = whole.find("IDAT") - 4;
    EXPECT_EQ(look(whole.substr(0, at + 15)), kRefused);
    EXPECT_EQ(look(whole.substr(0, at + 16)), "60 x 40");  // how many there are is for the decoder to see
}

}  // namespace

}  // namespace pictbook::media
