// Archives that are not as they were made: BACKUP-8.
#include <gmock/gmock.h>

#include <sstream>

#include "base/bytes.hpp"
#include "cli/archive_check.hpp"
#include "unit/cli/house.hpp"

namespace pictbook::cli {

namespace {

using testing::HasSubstr;
using testing::StartsWith;
namespace fs = std::filesystem;

struct File {
    std::string name, bytes;
};
using Files = std::vector<File>;

constexpr db::Statement kDropBook(R"(DELETE FROM "Project")");

class Archive : public Housed {
protected:
    Archive() {
        house_.back_up(file());
        fs::create_directories(folder_.path() / "check");
    }

    /// What is said of it, or `whole`.
    std::string verdict() {
        try {
            check_archive(file(), folder_.path() / "check");
        } catch (const BadArchive& bad) {
            return bad.what();
        }
        return "whole";
    }

    Files read() {
        Files files;
        ArchiveReader archive(file());
        while (const std::optional<Entry> entry = archive.next()) {
            files.push_back({entry->name, ""});
            for (std::string_view piece; !(piece = archive.read()).empty();) files.back().bytes += piece;
        }
        return files;
    }
    void write(const Files& files) {
        ArchiveWriter archive(file(), now());
        for (const File& each : files) {
            archive.begin(each.name, each.bytes.size());
            archive.write(each.bytes);
            archive.end();
        }
        archive.finish();
    }
    std::string verdict_of(const Files& files) {
        write(files);
        return verdict();
    }
    /// Of a manifest in which `from` is `to`, with its hash made anew.
    std::string verdict_with_manifest(const std::string& from, const std::string& to) {
        Files files = read();
        std::string& text = files[4].bytes;
        const std::size_t at = text.find(from);
        EXPECT_NE(at, text.npos) << from;
        text.replace(at, from.size(), to);
        files[5].bytes = hash_line(text);
        return verdict_of(files);
    }
    /// One byte of the file is another, in the middle of what is found there first.
    void flip(const std::string& where) {
        std::string bytes = test::read_file(file());
        const std::size_t at = bytes.find(where);
        ASSERT_NE(at, bytes.npos);
        bytes[at + where.size() / 2] ^= 1;
        std::ofstream(file(), std::ios::binary) << bytes;
    }
};

}  // namespace

TEST_F(Archive, IsWhole) {  // BACKUP-8
    EXPECT_EQ(verdict(), "whole");
    EXPECT_EQ(verdict_of(read()), "whole") << "written anew by the test";
}

TEST_F(Archive, WithAnotherByteIsRefused) {  // BACKUP-8
    const std::string before = test::read_file(file());
    for (const auto& [where, name] :
         {std::pair("Our wedding", "database.sqlite"), std::pair("PORT=4000", "settings.env"),
          std::pair("a small one", "objects/book/images/second.png")}) {
        flip(where);
        EXPECT_EQ(verdict(),
                  std::string("the archive's ") + name + " is not what was backed up: its hash is another one");
        std::ofstream(file(), std::ios::binary) << before;
    }
    flip("\"created\":");
    EXPECT_EQ(verdict(), "the archive's manifest was changed");
}

TEST_F(Archive, ThatWasCutIsRefused) {  // BACKUP-8
    const std::string before = test::read_file(file());
    for (const std::size_t part : {1u, 3u, 10u, 50u, 97u}) {
        std::ofstream(file(), std::ios::binary) << before.substr(0, before.size() * part / 100);
        EXPECT_NE(verdict(), "whole") << part;
    }
    for (const std::size_t bytes : {512u, 1024u, 1536u, 4000u}) {
        std::ofstream(file(), std::ios::binary) << before.substr(0, before.size() - bytes);
        EXPECT_NE(verdict(), "whole") << bytes;
    }
    std::ofstream(file(), std::ios::binary) << "";
    EXPECT_NE(verdict(), "whole");
    std::ofstream(file(), std::ios::binary) << "no archive at all";
    EXPECT_THAT(verdict(), StartsWith("the archive is damaged: "));
    fs::remove(file());
    EXPECT_THAT(verdict(), StartsWith("can't open "));
}

TEST_F(Archive, ThatGoesOnIsRefused) {  // BACKUP-8
    const std::string before = test::read_file(file());
    std::ofstream(file(), std::ios::binary) << before << std::string(10'240, '\0');
    EXPECT_EQ(verdict(), "whole") << "zeros belong to the end of a tar file";
    std::ofstream(file(), std::ios::binary) << before << before;
    EXPECT_EQ(verdict(), "the archive goes on behind its end");
}

TEST_F(Archive, WithMoreOrLessIsRefused) {  // BACKUP-8
    const Files files = read();
    ASSERT_EQ(files.size(), 6u);
    for (std::size_t i = 0; i < 4; ++i) {
        Files less = files;
        less.erase(less.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_EQ(verdict_of(less), "the archive misses " + files[i].name);
    }
    Files headless = files;
    headless.pop_back();
    EXPECT_THAT(verdict_of(headless), StartsWith("the archive has no manifest"));
    Files more = files;
    more.insert(more.begin() + 1, File{"objects/book/images/third.png", "x"});
    EXPECT_EQ(verdict_of(more), "the archive holds objects/book/images/third.png, which its manifest doesn't name");
    Files twice = files;
    twice.insert(twice.begin() + 1, files[2]);
    EXPECT_EQ(verdict_of(twice), "the archive holds " + files[2].name + " twice");
    Files behind = files;
    behind.push_back({"objects/book/images/third.png", "x"});
    EXPECT_THAT(verdict_of(behind), HasSubstr("behind its manifest"));
}

TEST_F(Archive, WithAStrangeNameIsRefused) {  // BACKUP-8
    const Files files = read();
    for (const char* name : {"../x", "/etc/passwd", "objects/../x", "objects/a/../../x", "objects//x", "x",
                             "objects/.hidden", "./settings.env"}) {
        Files strange = files;
        strange[2].name = name;
        EXPECT_THAT(verdict_of(strange), HasSubstr("belongs to no backup")) << name;
    }
    Files folder = files;
    folder[2].name = "objects/";
    EXPECT_EQ(verdict_of(folder), "the archive holds something that is no file");
}

TEST_F(Archive, OfANewerFormatOrSchemaIsRefused) {  // BACKUP-8
    const Files files = read();
    EXPECT_THAT(verdict_with_manifest("\"format\":1", "\"format\":2"), HasSubstr("written by a newer version"));
    write(files);
    EXPECT_THAT(verdict_with_manifest("\"format\":1", "\"format\":\"x\""), HasSubstr("manifest can't be read"));
    write(files);
    EXPECT_THAT(verdict_with_manifest("{", "["), HasSubstr("manifest can't be read"));
}

TEST_F(Archive, WhoseDatabaseDoesNotFitIsRefused) {  // BACKUP-8
    const Files files = read();
    EXPECT_EQ(verdict_with_manifest(R"("table":"Element","rows":2)", R"("table":"Element","rows":3)"),
              "the archive's database has 2 rows of Element, its manifest says 3");
    write(files);
    house_.run(kDropBook);
    fs::remove(file());
    house_.back_up(file());
    Files other = read();
    ASSERT_EQ(other.size(), 4u);
    // Its photos beside a database that knows none of them.
    Manifest manifest = parse_manifest(other[2].bytes);
    manifest.entries.push_back({files[3].name, files[3].bytes.size(), to_hex(sha256(files[3].bytes))});
    other.insert(other.begin() + 2, files[3]);
    other[3].bytes = to_json(manifest);
    other[4].bytes = hash_line(other[3].bytes);
    EXPECT_EQ(verdict_of(other), "the archive has the object book/images/second.png without a row");
    // The other way round.
    manifest = parse_manifest(files[4].bytes);
    manifest.entries.pop_back();
    Files less{files[0], files[1], files[2], {kManifestEntry, to_json(manifest)}, {}};
    less[4] = {kManifestHashEntry, hash_line(less[3].bytes)};
    EXPECT_EQ(verdict_of(less), "the archive has a row of the photo book/images/second.png and not its object");
    // No database at all, with a manifest that says so.
    manifest = parse_manifest(files[4].bytes);
    Files none = files;
    none[0].bytes = std::string(5000, 'x');
    manifest.entries[0] = {kDatabaseEntry, 5000, to_hex(sha256(none[0].bytes))};
    none[4].bytes = to_json(manifest);
    none[5].bytes = hash_line(none[4].bytes);
    EXPECT_THAT(verdict_of(none), StartsWith("the archive's database can't be used: "));
}

}  // namespace pictbook::cli
