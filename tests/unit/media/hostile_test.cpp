// Whatever else is uploaded is refused, at a bounded cost, and never takes the process with it.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <random>
#include <vector>

#include "probing.hpp"
#include "support/images.hpp"

namespace pictbook::media {

namespace {

using namespace std::string_literals;

class Hostile : public Probing {};

/// One of each, with how many of its last bytes hold no pixels and may be missing.
struct Sample {
    std::string name;
    std::string bytes;
    std::size_t trailer;
};

const std::vector<Sample>& samples() {
    static const std::vector<Sample> all{
        {"jpeg", test::make_jpeg(200, 100, 6), 0},
        {"progressive", test::make_progressive_jpeg(200, 100), 0},
        {"png", test::make_png(100, 60), 16},  // IEND, and the checksum before it
        {"interlaced", test::make_interlaced_png(100, 60), 16},
        {"gif", test::make_gif(100, 60), 1},
        {"webp", test::make_webp(200, 100), 0},
        {"animated", test::make_webp(100, 60, 3), 0},
        {"avif", test::make_avif(128, 64), 0},
        {"heic", test::make_heic(128, 64), 0},
        {"tiff", test::make_tiff(60, 40), 0},
        {"bmp", test::make_bmp(60, 40), 0},
    };
    return all;
}

TEST_F(Hostile, TruncatedIsNoImage) {
    for (const Sample& sample : samples()) {
        for (std::size_t length = 0; length < sample.bytes.size() - sample.trailer; length += 97)
            EXPECT_EQ(refusal(sample.bytes.substr(0, length)), kNoImage) << sample.name << " cut at " << length;
        EXPECT_EQ(refusal(sample.bytes.substr(0, sample.bytes.size() - sample.trailer - 1)), kNoImage) << sample.name;
    }
}

TEST_F(Hostile, MutatedIsRefusedOrTaken) {
    std::mt19937 random(20250101);  // NOLINT: the same mutations every time
    int taken = 0;
    for (const Sample& sample : samples()) {
        for (int round = 0; round < 150; ++round) {
            std::string bytes = sample.bytes;
            // Half of the rounds aim at the header, where the damage is greater.
            const std::size_t reach = round % 2 == 0 ? std::min<std::size_t>(bytes.size(), 64) : bytes.size();
            for (std::uint32_t i = 0; i <= random() % 8; ++i) bytes[random() % reach] = static_cast<char>(random());
            const Result<ImageInfo> info = probe_bytes(bytes);
            if (!info) {
                EXPECT_THAT(info.error().message, testing::AnyOf(kNoImage, kNoSize));
                continue;
            }
            ++taken;
            EXPECT_GT(info->width, 0);
            EXPECT_GT(info->height, 0);
            EXPECT_LE(std::int64_t{info->width} * info->height, kMostPixels);
        }
    }
    EXPECT_GT(taken, 0);
}

TEST_F(Hostile, OtherFilesAreNoImage) {
    const std::vector<std::string> files{
        ""s,
        "x"s,
        "11 bytes..."s,
        "just some text, whatever its name says"s,
        "<!doctype html><html><script>alert(1)</script></html>"s,
        "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><script>alert(1)</script></svg>"s,
        "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"s,
        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"s,
        "P6\n2 2\n255\n123412341234"s,
        "P5 2 2 255 1234 and so on"s,
        "\x00\x00\x01\x00\x01\x00\x10\x10\x00\x00\x01\x00\x20\x00\x68\x04"s,  // an icon
        "\xFF\x0A\x7A\x1F and more of JPEG XL"s,
        "\x00\x00\x00\x0CjP  \r\n\x87\n\x00\x00\x00\x14"s + "ftypjp2 "s,
        "RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00"s,
        "\x00\x00\x00\x18"s + "ftypisom\x00\x00\x02\x00isommp42"s,  // a film
        "\x00\x00\x00\x18"s + "ftypmif1\x00\x00\x00\x00mif1jpeg"s,
        "BM is how this text begins, and it goes on for a while"s,
        "II*\x00 a text again, this time like TIFF"s,
        "GIF89a"s + std::string(20, 'x'),
        "\x7F"s + "ELF\x02\x01\x01\x00"s + std::string(56, '\0'),
    };
    for (const std::string& file : files) {
        EXPECT_EQ(refusal(file), kNoImage) << file;
        const Result<ImageInfo> named = probe(write(file, "holiday.png"), decoder());
        EXPECT_FALSE(named) << file;
    }
}

TEST_F(Hostile, MagicAloneIsNoImage) {
    for (const Sample& sample : samples())
        for (const std::size_t kept : {11u, 12u, 16u, 24u, 32u})
            EXPECT_EQ(refusal(sample.bytes.substr(0, kept) + std::string(200, '\xA5')), kNoImage)
                << sample.name << " " << kept;
}

TEST_F(Hostile, ZeroSizeIsNoSize) {
    const std::string png = test::make_png(8, 8);
    EXPECT_EQ(refusal(test::claim_png_size(png, 0, 8)), kNoSize);
    EXPECT_EQ(refusal(test::claim_png_size(png, 8, 0)), kNoSize);
    const auto without = [](std::string bytes, std::size_t at, std::size_t length) {
        return bytes.replace(at, length, std::string(length, '\0'));
    };
    EXPECT_EQ(refusal(without(test::make_gif(8, 8), 6, 2)), kNoSize);
    EXPECT_EQ(refusal(without(test::make_gif(8, 8), 8, 2)), kNoSize);
    EXPECT_EQ(refusal(without(test::make_bmp(8, 8), 18, 4)), kNoSize);
    EXPECT_EQ(refusal(without(test::make_bmp(8, 8), 22, 4)), kNoSize);
    const std::string jpeg = test::make_jpeg(8, 8);
    EXPECT_EQ(refusal(without(jpeg, jpeg.find("\xFF\xC0") + 5, 2)), kNoSize);
}

TEST_F(Hostile, ClaimedPixelsAreBounded) {
    EXPECT_EQ(refusal(test::make_png_bomb()), kNoImage);
    const std::string png = test::make_png(8, 8);
    EXPECT_EQ(refusal(test::claim_png_size(png, 65536, 1)), kNoImage);
    EXPECT_EQ(refusal(test::claim_png_size(png, 0x80000000, 1)), kNoImage);
    EXPECT_EQ(refusal(test::claim_png_size(png, 0x7FFFFFFF, 0x7FFFFFFF)), kNoImage);
    EXPECT_EQ(refusal(test::claim_png_size(png, 16385, 16384)), kNoImage);
    const std::string too_wide = test::make_gif(8, 8).replace(6, 4, "\xFF\xFF\xFF\xFF");
    EXPECT_EQ(refusal(too_wide), kNoImage);
}

TEST_F(Hostile, WhatMustBeHeldWholeIsBounded) {
    const std::string rgb = test::make_interlaced_png(8, 8);  // 16384 x 16384 are 768 MiB
    const Result<ImageInfo> info = probe_bytes(test::claim_png_size(rgb, 16384, 16384));
    ASSERT_FALSE(info);
    EXPECT_EQ(info.error().message, kNoImage);
    EXPECT_EQ(info.error().detail, "decoding costs too much");
}

TEST_F(Hostile, DecodedBytesAreBounded) {
    const std::string rgba16 = test::make_png(8, 8).replace(24, 2, "\x10\x06");  // 16384 x 16384 are 2 GiB
    const Result<ImageInfo> info = probe_bytes(test::claim_png_size(rgba16, 16384, 16384));
    ASSERT_FALSE(info);
    EXPECT_EQ(info.error().detail, "decoding costs too much");
}

TEST_F(Hostile, AvifThatLiesAboutItsSizeCostsNothing) {
    std::string bytes = test::make_avif(1600, 1600);
    const std::size_t at = bytes.find("ispe");
    ASSERT_NE(at, bytes.npos);
    bytes.replace(at + 8, 8, "\0\0\0\x64\0\0\0\x64"s);
    rusage before{}, after{};
    ::getrusage(RUSAGE_SELF, &before);
    static_cast<void>(probe_bytes(bytes));
    ::getrusage(RUSAGE_SELF, &after);
    EXPECT_LT(after.ru_minflt - before.ru_minflt, 2000);  // pages touched: decoded it would be 4000 and more
}

TEST_F(Hostile, TheLibrarysWordsAreForTheLogOnly) {
    const std::string png = test::make_png(100, 60);
    const Result<ImageInfo> info = probe_bytes(png.substr(0, png.size() / 2));
    ASSERT_FALSE(info);
    EXPECT_EQ(info.error().message, kNoImage);
    EXPECT_EQ(info.error().code, "");
    EXPECT_THAT(info.error().detail, testing::Not(testing::IsEmpty()));
}

TEST_F(Hostile, BmpMustHoldItsPixels) {
    const std::string good = test::make_bmp(60, 40);
    const auto with = [&](std::size_t at, std::string bytes) {
        return std::string(good).replace(at, bytes.size(), bytes);
    };
    EXPECT_EQ(refusal(with(18, "\x3D\x00\x00\x00"s)), kNoImage);                  // a pixel wider
    EXPECT_EQ(refusal(with(22, "\x29\x00\x00\x00"s)), kNoImage);                  // a row higher
    EXPECT_EQ(refusal(with(22, "\xD8\xFF\xFF\xFF"s)), "taken as image/bmp");      // -40: from the top
    EXPECT_EQ(refusal(with(22, "\x00\x00\x00\x80"s)), kNoImage);                  // the least integer
    EXPECT_EQ(refusal(with(10, "\x37\x00\x00\x00"s)), kNoImage);                  // pixels begin later
    EXPECT_EQ(refusal(with(10, "\x00\x00\x00\x00"s)), kNoImage);                  // or in the header
    EXPECT_EQ(refusal(with(10, "\xFF\xFF\xFF\xFF"s)), kNoImage);                  // or far behind the end
    EXPECT_EQ(refusal(with(14, "\x29\x01\x00\x00"s)), kNoImage);                  // an unknown header
    EXPECT_EQ(refusal(with(26, "\x02\x00"s)), kNoImage);                          // two planes
    EXPECT_EQ(refusal(with(28, "\x07\x00"s)), kNoImage);                          // seven bits
    EXPECT_EQ(refusal(with(30, "\x04\x00\x00\x00"s)), kNoImage);                  // a JPEG within
    EXPECT_EQ(refusal(with(18, "\xFF\xFF\x00\x00\xFF\xFF\x00\x00"s)), kNoImage);  // too many pixels
}

}  // namespace

}  // namespace pictbook::media
