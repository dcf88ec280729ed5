#include "structured.hpp"

namespace pictbook::media {

namespace {

using namespace std::string_literals;

class HeifStructure : public Structured {};

std::string box(const std::string& type, const std::string& body) { return big(body.size() + 8, 4) + type + body; }

std::string extent(std::uint64_t width, std::uint64_t height) {
    return box("ispe", big(0, 4) + big(width, 4) + big(height, 4));
}

std::string crop(std::uint64_t width, std::uint64_t width_by, std::uint64_t height, std::uint64_t height_by) {
    return box("clap", big(width, 4) + big(width_by, 4) + big(height, 4) + big(height_by, 4) + big(0, 16));
}

std::string turn(int quarters) { return box("irot", std::string(1, static_cast<char>(quarters))); }

/// An item's properties by their places, which begin at 1.
std::string item(std::uint64_t id, const std::string& places) { return big(id, 2) + big(places.size(), 1) + places; }

const std::string kType = box("ftyp", "avif"s + big(0, 4) + "avifmif1");
const std::string kData = box("mdat", "pixels");
const std::string kPrimary = box("pitm", big(0, 4) + big(1, 2));

/// `places` stands for all items; the first one is the picture.
std::string meta(const std::string& properties, const std::string& places, const std::string& more = "") {
    const std::string association = box("ipma", big(0, 4) + big(1, 4) + places);
    return box("meta", big(0, 4) + kPrimary + box("iprp", box("ipco", properties) + association) + more);
}

const std::string kMeta = meta(extent(60, 40), item(1, "\1"));

TEST_F(HeifStructure, TellsTheSizeOfItsPrimaryItem) {  // IMG-3
    EXPECT_EQ(look(kType + kMeta + kData), "60 x 40");
    const std::string two = extent(7, 9) + extent(60, 40);
    EXPECT_EQ(look(kType + meta(two, item(2, "\1") + item(1, "\2")) + kData), "60 x 40");
    EXPECT_EQ(look(kType + meta(two, item(1, "\x82")) + kData), "60 x 40") << "an essential property";
    EXPECT_EQ(look(kType + kMeta + meta(extent(7, 9), item(1, "\1")) + kData), "60 x 40") << "the first box decides";
}

TEST_F(HeifStructure, ReadsWideNumbers) {  // IMG-3
    const std::string primary = box("pitm", "\1\0\0\0"s + big(0x10001, 4));
    const std::string wide = box("ipma", "\1\0\0\1"s + big(1, 4) + big(0x10001, 4) + "\1" + big(0x8001, 2));
    const std::string groups = box("iprp", box("ipco", extent(60, 40)) + wide);
    EXPECT_EQ(look(kType + box("meta", big(0, 4) + primary + groups)), "60 x 40");
}

TEST_F(HeifStructure, AppliesItsPropertiesInTheirOrder) {  // IMG-3: as shown
    const std::string all = extent(60, 40) + turn(1) + turn(2) + crop(20, 2, 30, 1);
    const auto with = [&](const std::string& places) { return kType + meta(all, item(1, places)) + kData; };
    EXPECT_EQ(look(with("\1\2")), "40 x 60");
    EXPECT_EQ(look(with("\1\3")), "60 x 40");
    EXPECT_EQ(look(with("\1\4")), "10 x 30");
    EXPECT_EQ(look(with("\1\4\2")), "30 x 10");
    EXPECT_EQ(look(with("\1\2\4")), "10 x 30");
    EXPECT_EQ(look(with("\2\4\1")), "60 x 40") << "without a size there is nothing to turn";
}

TEST_F(HeifStructure, NamesAnItemsPropertiesOnce) {  // IMG-6: each naming would cost memory
    const std::string all = extent(60, 40) + turn(1);
    EXPECT_EQ(look(kType + meta(all, item(1, "\1") + item(1, "\1\2")) + kData), "60 x 40");
}

TEST_F(HeifStructure, HasASizeThatCanBeTold) {  // IMG-6
    EXPECT_EQ(look(kType + meta(extent(60, 40) + crop(20, 0, 30, 1), item(1, "\1\2"))), kRefused);
    EXPECT_EQ(look(kType + meta(extent(60, 40) + crop(20, 1, 30, 0), item(1, "\1\2"))), kRefused);
    EXPECT_EQ(look(kType + meta(extent(60, 40), item(1, "\0\2"s))), kRefused) << "places where nothing stands";
    EXPECT_EQ(look(kType + meta(extent(60, 40), item(2, "\1"))), kRefused) << "another item's";
    EXPECT_EQ(look(kType + meta(box("ispe", big(0, 11)), item(1, "\1"))), kRefused) << "too short";
    EXPECT_EQ(look(kType + meta(extent(60, 40), "\0\1\5\1"s)), kRefused) << "more places than there are";
    EXPECT_EQ(look(kType + box("meta", big(0, 4) + box("iprp", ""))), kRefused);
    EXPECT_EQ(look(kType + box("meta", big(0, 3))), kRefused);
    EXPECT_EQ(look(kType + kData), kRefused);
}

TEST_F(HeifStructure, BoundsItsBoxes) {  // IMG-6
    const std::string empty = box("free", "");
    EXPECT_EQ(look(kType + kMeta + repeat(empty, 4093)), "60 x 40");
    EXPECT_EQ(look(kType + kMeta + repeat(empty, 4094)), kRefused);
}

TEST_F(HeifStructure, BoundsTheBytesOfItsMetadata) {  // IMG-6
    const auto with = [](std::size_t size) {
        const std::string fill = box("free", std::string(size - kMeta.size() - 8, '.'));
        return kType + meta(extent(60, 40), item(1, "\1"), fill) + kData;
    };
    EXPECT_EQ(look(with(4 << 20)), "60 x 40");
    EXPECT_EQ(look(with((4 << 20) + 1)), kRefused);
}

TEST_F(HeifStructure, HasAllOfItsBoxes) {  // IMG-6
    const std::string whole = kType + kMeta + kData;
    EXPECT_EQ(look(whole.substr(0, whole.size() - 1)), kRefused);
    EXPECT_EQ(look(kType + kMeta + big(7, 4) + "mdat"), kRefused) << "shorter than its own head";
    EXPECT_EQ(look(kType + kMeta + big(15, 4) + "mdatpixels"), kRefused);
    EXPECT_EQ(look(kType + kMeta + big(14, 4) + "mdatpixels"), "60 x 40");
    EXPECT_EQ(look(kType + kMeta + big(0, 4) + "mdatpixels"), "60 x 40") << "0 is up to the end";
}

TEST_F(HeifStructure, ReadsLongBoxes) {  // IMG-6
    const std::string head = kType + kMeta + big(1, 4) + "mdat";
    EXPECT_EQ(look(head + big(22, 8) + "pixels"), "60 x 40");
    EXPECT_EQ(look(head + big(23, 8) + "pixels"), kRefused);
    EXPECT_EQ(look(head + big(15, 8) + "pixels"), kRefused) << "shorter than its own head";
    EXPECT_EQ(look(head + big(0xFFFF'FFFF'FFFF'FFFF, 8) + "pixels"), kRefused);
    EXPECT_EQ(look(head + big(16, 7)), kRefused) << "cut in its head";
}

}  // namespace

}  // namespace pictbook::media
