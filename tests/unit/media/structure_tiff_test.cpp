#include "structured.hpp"

namespace pictbook::media {

namespace {

class TiffStructure : public Structured {};

enum Type : std::uint64_t { kByte = 1, kShort = 3, kLong = 4, kRational = 5, kLong8 = 16 };

/// One of the four ways in which numbers are written. Every directory of a file stands behind the one before.
struct Tiff {
    bool is_big_endian = false;
    bool is_wide = false;  // BigTIFF
    std::string bytes = head();

    int word() const { return is_wide ? 8 : 4; }
    std::string number(std::uint64_t value, int size) const {
        return is_big_endian ? big(value, size) : little(value, size);
    }

    std::string entry(std::uint64_t tag, Type type, std::uint64_t values, std::uint64_t value = 0) const {
        std::string inside = type == kShort ? number(value, 2) : number(value, word());
        inside.resize(static_cast<std::size_t>(word()), '\0');
        return number(tag, 2) + number(type, 2) + number(values, word()) + inside;
    }

    std::string size(std::uint64_t width, std::uint64_t height, Type type = kShort) const {
        return entry(256, type, 1, width) + entry(257, type, 1, height);
    }

    /// `next` 0 is the last one; nothing: the one that is added behind it.
    Tiff& add(const std::string& entries, std::optional<std::uint64_t> next = std::nullopt) {
        const int count_bytes = is_wide ? 8 : 2;
        bytes += number(entries.size() / (is_wide ? 20 : 12), count_bytes) + entries;
        bytes += number(next.value_or(bytes.size() + static_cast<std::size_t>(word())), word());
        return *this;
    }

    std::string head() const {
        const std::string order = is_big_endian ? "MM" : "II";
        if (is_wide) return order + number(43, 2) + number(8, 2) + number(0, 2) + number(16, 8);
        return order + number(42, 2) + number(8, 4);
    }
};

TEST_F(TiffStructure, TellsTheSizeInEveryWayOfWritingNumbers) {  // IMG-3
    for (const bool is_big_endian : {false, true})
        for (const bool is_wide : {false, true})
            for (const Type type : {kShort, kLong}) {
                Tiff tiff{is_big_endian, is_wide};
                tiff.add(tiff.size(60, 40, type)).add(tiff.size(7, 9), 0);
                EXPECT_EQ(look(tiff.bytes), "60 x 40") << is_big_endian << is_wide << type;
            }
}

TEST_F(TiffStructure, HasDirectoriesThatEnd) {  // IMG-6
    Tiff itself, each_other;
    EXPECT_EQ(look(itself.add(itself.size(60, 40), 8).bytes), kRefused);
    each_other.add(each_other.size(60, 40)).add(each_other.size(60, 40), 8);
    EXPECT_EQ(look(each_other.bytes), kRefused);
    Tiff behind;
    EXPECT_EQ(look(behind.add(behind.size(60, 40), 100'000).bytes), kRefused);
    Tiff far{false, true};
    EXPECT_EQ(look(far.add(far.size(60, 40), 0xFFFF'FFFF'FFFF'FFFF).bytes), kRefused);
}

TEST_F(TiffStructure, BoundsItsDirectories) {  // IMG-6
    for (const bool is_wide : {false, true}) {
        Tiff tiff{false, is_wide};
        for (int i = 1; i < 1000; ++i) tiff.add(tiff.size(60, 40));
        Tiff more = tiff;
        EXPECT_EQ(look(tiff.add(tiff.size(60, 40), 0).bytes), "60 x 40");
        EXPECT_EQ(look(more.add(more.size(60, 40)).add(more.size(60, 40), 0).bytes), kRefused);
    }
}

TEST_F(TiffStructure, BoundsItsEntries) {  // IMG-6: a count of 64 bits is no promise
    const auto with = [](int more) {
        Tiff tiff{false, true};
        return tiff.add(tiff.size(60, 40) + repeat(tiff.entry(700, kByte, 0), more), 0).bytes;
    };
    EXPECT_EQ(look(with(65'533)), "60 x 40");
    EXPECT_EQ(look(with(65'534)), kRefused);
}

TEST_F(TiffStructure, BoundsTheValuesOfAnEntry) {  // IMG-6: no more than the file has bytes
    const auto with = [](std::uint64_t values) {
        Tiff tiff;
        return tiff.add(tiff.size(60, 40) + tiff.entry(700, kByte, values), 0).bytes;
    };
    const std::size_t size = with(0).size();
    EXPECT_EQ(look(with(size)), "60 x 40");
    EXPECT_EQ(look(with(size + 1)), kRefused);
    EXPECT_EQ(look(with(0xFFFF'FFFF)), kRefused);
}

TEST_F(TiffStructure, BoundsTheValuesOfAllEntriesTogether) {  // IMG-6: libtiff reads the same bytes for each of them
    const auto with = [](Type type, std::uint64_t first, std::uint64_t second) {
        Tiff tiff;
        tiff.add(tiff.size(60, 40) + tiff.entry(700, type, first) + tiff.entry(701, type, second), 0);
        return tiff.bytes + std::string(950, '.');
    };
    ASSERT_EQ(with(kByte, 0, 0).size(), 1012u);
    const std::uint64_t rest = 2 * 1012 - (4 * 12 + 4) - 2 * 2;  // without the directory and the size
    EXPECT_EQ(look(with(kByte, 1000, rest - 1000)), "60 x 40");
    EXPECT_EQ(look(with(kByte, 1000, rest - 1000 + 1)), kRefused);
    EXPECT_EQ(look(with(kShort, rest / 4, rest / 4)), "60 x 40");
    EXPECT_EQ(look(with(kShort, rest / 4, rest / 4 + 1)), kRefused);
    EXPECT_EQ(look(with(kLong, rest / 8, rest / 8)), "60 x 40");
    EXPECT_EQ(look(with(kLong, rest / 8, rest / 8 + 1)), kRefused);
    for (const Type type : {kRational, kLong8}) {
        EXPECT_EQ(look(with(type, rest / 16, rest / 16)), "60 x 40");
        EXPECT_EQ(look(with(type, rest / 16, rest / 16 + 1)), kRefused);
    }
}

TEST_F(TiffStructure, BoundsTheValuesOfAllDirectoriesTogether) {  // IMG-6
    const auto with = [](int directories) {
        Tiff tiff;
        const std::string entries = tiff.size(60, 40) + tiff.entry(700, kByte, 500);
        for (int i = 1; i < directories; ++i) tiff.add(entries);
        return tiff.add(entries, 0).bytes + std::string(1000, '.');
    };
    EXPECT_EQ(look(with(4)), "60 x 40");  // 2176 of 2352 bytes
    EXPECT_EQ(look(with(5)), kRefused);   // 2720 of 2436
}

TEST_F(TiffStructure, HasItsWholeDirectory) {  // IMG-6
    for (const bool is_wide : {false, true}) {
        Tiff tiff{false, is_wide};
        const std::size_t head = tiff.bytes.size();
        tiff.add(tiff.size(60, 40), 0);
        for (std::size_t length = std::max<std::size_t>(head, 12); length < tiff.bytes.size(); ++length)
            EXPECT_EQ(look(tiff.bytes.substr(0, length)), kRefused) << length;
        EXPECT_EQ(look(tiff.bytes), "60 x 40");
    }
    Tiff none;
    none.bytes.replace(4, 4, little(0, 4));
    EXPECT_EQ(look(none.add(none.size(60, 40), 0).bytes), kRefused);
}

}  // namespace

}  // namespace pictbook::media
