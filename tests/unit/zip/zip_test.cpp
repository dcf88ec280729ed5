// ARCHIVE-2 and ARCHIVE-9: zips are written as long as they say, and read within bounds.
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "support/zips.hpp"
#include "zip/reader.hpp"
#include "zip/writer.hpp"

namespace pictbook::zip {

namespace {

using test::make_zip;
using test::read_zip;
using test::ZipItem;

constexpr Bounds kBounds{100, 1 << 20};

std::string write_zip(const std::map<std::string, std::string>& files) {
    std::vector<Entry> entries;
    for (const auto& [name, bytes] : files) entries.push_back({name, bytes.size(), Time(Seconds(1'700'000'000))});
    Writer writer(std::move(entries));
    const std::uint64_t size = writer.size();
    std::string out;
    for (const auto& [name, bytes] : files) {
        out += writer.begin();
        writer.take(std::string_view(bytes).substr(0, bytes.size() / 3));
        writer.take(std::string_view(bytes).substr(bytes.size() / 3));
        out += bytes + writer.end();
    }
    for (std::string piece = writer.directory(); !piece.empty(); piece = writer.directory()) {
        EXPECT_LE(piece.size(), Writer::kMostDirectoryPiece + 1024);
        out += piece;
    }
    EXPECT_EQ(out.size(), size);
    return out;
}

/// Everything in it, or why not.
Result<std::string> read_all(const std::string& bytes, Bounds bounds = kBounds) {
    const int file = ::memfd_create("zip", MFD_CLOEXEC);
    EXPECT_EQ(::pwrite(file, bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
    Reader reader("/proc/self/fd/" + std::to_string(file), bounds);
    ::close(file);
    std::string out;
    for (;;) {
        const Result<std::optional<Entry>> entry = reader.next();
        if (!entry) return entry.error();
        if (!*entry) return out;
        out += (*entry)->name + "=";
        for (;;) {
            const Result<std::string> piece = reader.read();
            if (!piece) return piece.error();
            if (piece->empty()) break;
            out += *piece;
        }
        out += ";";
    }
}

ZipItem sized(const char* name, std::uint32_t size, bool deflated) {
    ZipItem item{name, "abc", deflated};
    item.size = size;
    return item;
}

ZipItem named(std::string name, std::uint32_t mode = 0100644) {
    ZipItem item{std::move(name), "abc"};
    item.mode = mode;
    return item;
}

}  // namespace

TEST(Zip, IsReadAsItWasWritten) {  // ARCHIVE-2
    const std::map<std::string, std::string> files{
        {"book.json", "{}"}, {"empty", ""}, {"images/0001.jpg", std::string(700'000, 'x') + "end"}};
    EXPECT_EQ(read_zip(write_zip(files)), files);
}

TEST(Zip, HasMoreEntriesThanSixteenBitsCount) {  // ARCHIVE-2
    std::map<std::string, std::string> files;
    for (int i = 0; i < 66'000; ++i) files[std::to_string(i)] = std::to_string(i % 7);
    EXPECT_EQ(read_zip(write_zip(files)), files);
}

TEST(Zip, IsWhatOthersReadToo) {  // ARCHIVE-2
    const std::string path = testing::TempDir() + "pictbook-zip-test-" + std::to_string(::getpid()) + ".zip";
    std::ofstream(path) << write_zip({{"book.json", "{}"}, {"images/0001.png", "pixels"}});
    const std::string look =
        "python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); "
        "assert z.testzip() is None; assert z.read(\"images/0001.png\") == b\"pixels\"; "
        "i = z.getinfo(\"book.json\"); assert i.compress_type == 0; "
        "assert i.date_time == (2023, 11, 14, 22, 13, 20)' " +
        path;
    EXPECT_EQ(std::system(look.c_str()), 0);
    ::unlink(path.c_str());
}

TEST(Zip, OfOthersIsReadStoredAndDeflated) {  // ARCHIVE-9
    ZipItem foreign{"Fotos/Übersicht.txt", "not ours"};
    foreign.flags = 1 << 11;  // the name is UTF-8
    EXPECT_EQ(read_all(make_zip({{"a", "one"}, named("d/", 040755), foreign, {"d/b", "two", true}})).value(),
              "a=one;d/b=two;");
    EXPECT_EQ(read_all(make_zip({{"a", std::string(700'000, 'z'), true}})).value().size(), 700'003u);
}

TEST(Zip, ThatIsOddIsRefusedWithItsReason) {  // ARCHIVE-9
    const std::string good = make_zip({{"a", std::string(500, 'a')}, {"b", std::string(500, 'b'), true}});
    ZipItem encrypted{"a", "abc"}, lzma{"a", "abc"}, wrong{"a", "abc"}, wrong_deflated{"a", "abc", true};
    encrypted.flags = 1;
    lzma.method = 14;
    wrong.checksum = wrong_deflated.checksum = 5;
    ZipItem inner{"b", "abc"}, larger{"a", std::string(600'000, 'x'), true};
    larger.size = 2;
    inner.offset = 31 + 10;
    const std::string inside = make_zip({{"b", "abc"}}).substr(0, 34);
    const std::string no_zip = "The file is no zip archive, or it is cut short or broken";
    const std::string outside = "A name in the archive leads outside of it";
    const std::string other_size = "An entry of the archive has another size than it says";
    struct Row {
        std::string what, bytes, why;
    };
    for (const auto& [what, bytes, why] : std::vector<Row>{
             {"nothing", "", no_zip},
             {"other text", std::string(5000, 'x'), no_zip},
             {"a gzip", "\x1f\x8b\x08" + std::string(100, '\0'), no_zip},
             {"a tar", std::string("name") + std::string(253, '\0') + "ustar  " + std::string(1000, '\0'), no_zip},
             {"cut short", good.substr(0, good.size() - 30), no_zip},
             {"without its middle", good.substr(0, 100) + good.substr(200), no_zip},
             {"without its beginning", good.substr(100), no_zip},
             {"encrypted", make_zip({encrypted}), "The archive is encrypted"},
             {"lzma", make_zip({lzma}), "The archive is packed in another way than by deflation"},
             {"a link", make_zip({named("a", 0120777)}), "The archive holds a link or a special file"},
             {"a device", make_zip({named("a", 0020666)}), "The archive holds a link or a special file"},
             {"twice", make_zip({{"a", "1"}, {"a", "2"}}), "A name stands twice in the archive"},
             {"absolute", make_zip({named("/etc/passwd")}), outside},
             {"up", make_zip({named("../a")}), outside},
             {"up within", make_zip({named("a/../../b")}), outside},
             {"a folder that is up", make_zip({named("../", 040755)}), outside},
             {"Windows", make_zip({named("C:\\a")}), outside},
             {"a drive", make_zip({named("C:a")}), outside},
             {"a double slash", make_zip({named("a//b")}), outside},
             {"a wrong checksum", make_zip({wrong}), no_zip},
             {"a wrong checksum, deflated", make_zip({wrong_deflated}), no_zip},
             {"larger than it says", make_zip({sized("a", 2, true)}), no_zip},
             {"much larger than it says", make_zip({larger}), other_size},
             {"smaller than it says", make_zip({sized("a", 9, true)}), no_zip},
             {"overlapping", make_zip({{"a", "0123456789" + inside + "0123456789"}, inner}),
              "Entries of the archive overlap"}}) {
        const Result<std::string> read = read_all(bytes);
        ASSERT_FALSE(read) << what << " is read: " << *read;
        EXPECT_EQ(read.error().message, why) << what << ": " << read.error().detail;
        EXPECT_EQ(read.error().fault, Fault::bad_request) << what;
    }
}

TEST(Zip, BeyondItsBoundsIsRefused) {  // ARCHIVE-10
    std::vector<ZipItem> many;
    for (int i = 0; i < 100'000; ++i) many.push_back({std::to_string(i), ""});
    const std::string crowd = make_zip(many);
    many.resize(101);
    const std::string bomb = make_zip({{"a", std::string(10u << 20, '\0'), true}});
    const std::string large(600'000, 'x');
    const std::string entries = "The archive has too many entries", bytes = "The archive unpacks to too many bytes";
    for (const auto& [zip, why] : {std::pair{crowd, entries},
                                   {make_zip(many), entries},
                                   {bomb, bytes},
                                   {make_zip({sized("a", 0xFFFFFFF0, true)}), bytes},
                                   {make_zip({{"a", large, true}, {"b", large, true}}), bytes}}) {
        const Result<std::string> read = read_all(zip);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().fault, Fault::too_large);
        EXPECT_EQ(read.error().message, why);
    }
    many.resize(100);
    EXPECT_TRUE(read_all(make_zip(many)));
}

}  // namespace pictbook::zip
