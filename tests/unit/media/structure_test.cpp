#include "media/structure.hpp"

#include "structured.hpp"
#include "support/images.hpp"

namespace pictbook::media {

namespace {

using namespace std::string_literals;

class Structure : public Structured {};

std::string webp_chunk(const std::string& type, const std::string& data) {
    return type + little(data.size(), 4) + data + std::string(data.size() % 2, '\0');
}

std::string webp(const std::string& chunks) { return "RIFF" + little(chunks.size() + 4, 4) + "WEBP" + chunks; }

/// The extended header for 60 x 40.
const std::string kExtended = webp_chunk("VP8X", std::string(4, '\0') + little(59, 3) + little(39, 3));

TEST_F(Structure, OfWebpTellsTheSizeOfEveryKind) {  // IMG-3
    EXPECT_EQ(look(webp(kExtended)), "60 x 40");
    const std::string lossy = "\x30\x01\0\x9D\x01\x2A"s + little(0x4000 | 60, 2) + little(0x8000 | 40, 2);
    EXPECT_EQ(look(webp(webp_chunk("VP8 ", lossy))), "60 x 40") << "the upper bits scale";
    const std::string lossless = "\x2F" + little(39 << 14 | 59, 4) + "and so on";
    EXPECT_EQ(look(webp(webp_chunk("VP8L", lossless))), "60 x 40");
}

TEST_F(Structure, OfWebpBeginsWithAPicture) {  // IMG-6
    EXPECT_EQ(look(webp(webp_chunk("ALPH", std::string(20, '.')))), kRefused);
    const std::string whole = webp(kExtended);
    EXPECT_EQ(look(whole.substr(0, whole.size() - 1)), kRefused);
}

TEST_F(Structure, OfWebpHasBoundedChunks) {  // IMG-6: libwebp's time grows with the square of an animation's frames
    for (const std::string data : {"", "odd"}) {
        const std::string frame = webp_chunk("ANMF", data);
        EXPECT_EQ(look(webp(kExtended + repeat(frame, 9998))), "60 x 40");
        EXPECT_EQ(look(webp(kExtended + repeat(frame, 9999))), kRefused);
    }
}

/// Two frames of one pixel.
const std::string kGifHead = "GIF89a" + little(1, 2) + little(1, 2) + "\x80\0\0"s + std::string(6, '\0');
const std::string kGifFrame = "\x2C"s + little(0, 4) + little(1, 2) + little(1, 2) + "\0\x02\x02\x44\x01\0"s;

TEST_F(Structure, OfGifTellsTheSizeOfItsScreen) {  // IMG-3
    EXPECT_EQ(look(kGifHead), "1 x 1");
    EXPECT_EQ(look(kGifHead.substr(0, 6) + little(65535, 2) + little(40, 2) + ";;"), "65535 x 40");
}

TEST_F(Structure, OfGifNeedsItsFirstFrameOnly) {  // IMG-6: what ends later still shows a picture
    const std::string one = kGifHead + kGifFrame, taken = "taken as image/gif";
    for (std::size_t length = 12; length < one.size(); ++length)
        EXPECT_EQ(refusal(one.substr(0, length)), kNoImage) << length;
    EXPECT_EQ(refusal(kGifHead + "\x21\xFE\x05hello\0;"s), kNoImage) << "a comment is no frame";
    EXPECT_EQ(refusal(kGifHead + ";"), kNoImage);
    const std::string two = one + kGifFrame + ";";
    for (std::size_t length = one.size(); length <= two.size(); ++length)
        EXPECT_EQ(refusal(two.substr(0, length)), taken) << length;
}

/// A Windows header of 40 bytes and so many bytes of pixels.
std::string bmp(std::uint64_t width, std::uint64_t height, int bits, int compression, std::uint64_t claim, int pixels) {
    const std::string header = little(40, 4) + little(width, 4) + little(height, 4) + little(1, 2) +
                               little(static_cast<std::uint64_t>(bits), 2) +
                               little(static_cast<std::uint64_t>(compression), 4) + little(claim, 4) + little(0, 16);
    return "BM" + little(0, 8) + little(54, 4) + header + repeat(".", pixels);
}

TEST_F(Structure, OfBmpHasAllOfItsRows) {  // IMG-6
    struct Rows {
        int bits, bytes;  // of a row of 5 pixels, padded to four bytes
    };
    for (const Rows rows : {Rows{1, 4}, {4, 4}, {8, 8}, {16, 12}, {24, 16}, {32, 20}}) {
        EXPECT_EQ(look(bmp(5, 3, rows.bits, 0, 0, rows.bytes * 3)), "5 x 3") << rows.bits;
        EXPECT_EQ(look(bmp(5, 3, rows.bits, 0, 0, rows.bytes * 3 - 1)), kRefused) << rows.bits;
        EXPECT_EQ(look(bmp(5, 0xFFFF'FFFD, rows.bits, 0, 0, rows.bytes * 3)), "5 x 3") << "from the top";
    }
    for (const int compression : {3, 6})
        for (const int bits : {16, 32}) {
            EXPECT_EQ(look(bmp(1, 3, bits, compression, 0, 12)), "1 x 3");
            EXPECT_EQ(look(bmp(1, 3, bits, compression, 0, 11)), kRefused);
        }
    EXPECT_EQ(look(bmp(5, 3, 24, 3, 0, 48)), kRefused) << "24 bits have no masks";
}

TEST_F(Structure, OfBmpHasTheRunLengthsThatItClaims) {  // IMG-6
    for (const auto& [bits, compression] : {std::pair{8, 1}, {4, 2}}) {
        EXPECT_EQ(look(bmp(5, 3, bits, compression, 20, 20)), "5 x 3");
        EXPECT_EQ(look(bmp(5, 3, bits, compression, 21, 20)), kRefused);
        EXPECT_EQ(look(bmp(5, 3, bits, compression, 0, 20)), kRefused);
        EXPECT_EQ(look(bmp(5, 3, 24, compression, 20, 20)), kRefused);
    }
}

TEST_F(Structure, OfBmpMayBeOfOs2) {  // IMG-5
    const std::string header = little(12, 4) + little(5, 2) + little(3, 2) + little(1, 2) + little(24, 2);
    const std::string whole = "BM" + little(0, 8) + little(26, 4) + header + repeat(".", 48);
    EXPECT_EQ(look(whole), "5 x 3");
    EXPECT_EQ(look(whole.substr(0, whole.size() - 1)), kRefused) << "IMG-6";
}

}  // namespace

}  // namespace pictbook::media
