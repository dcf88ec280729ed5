// What a folder has that an object store has not.
#include "blob/disk.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <fstream>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "blob/folder.hpp"

namespace pictbook::blob {

namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

class Disk : public testing::Test {
protected:
    void SetUp() override {
        scratch_ = make_folder(fs::temp_directory_path());
        root_ = scratch_ / "data" / "blobs";
        blobs_ = open_disk(root_);
    }
    void TearDown() override {
        blobs_.reset();
        fs::remove_all(scratch_);
    }

    static fs::path make_folder(const fs::path& where) {
        std::string pattern = (where / "pictbook-disk-XXXXXX").string();
        return ::mkdtemp(pattern.data());
    }
    static fs::path write(const fs::path& file, const std::string& bytes) {
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }
    static std::string read(const fs::path& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static unsigned mode(const fs::path& file) {
        struct stat status{};
        EXPECT_EQ(::lstat(file.c_str(), &status), 0) << file;
        return status.st_mode & 07777;
    }

    template <class T>
    T run(asio::awaitable<T> work) {
        auto result = asio::co_spawn(io_, std::move(work), asio::use_future);
        io_.restart();
        io_.run();
        return result.get();
    }
    void put(const std::string& key, const std::string& bytes) {
        run(blobs_->put(key, write(scratch_ / "upload", bytes), "image/png"));
    }

    asio::io_context io_;
    fs::path scratch_, root_;
    std::unique_ptr<Blobs> blobs_;
};

TEST_F(Disk, KeepsFilesByKey) {
    put("book/images/one.png", "bytes");
    EXPECT_EQ(read(root_ / "book/images/one.png"), "bytes");
}

TEST_F(Disk, IsForItsOwnerOnly) {
    put("book/images/one.png", "bytes");
    EXPECT_EQ(mode(root_), 0700u);
    EXPECT_EQ(mode(root_ / "book"), 0700u);
    EXPECT_EQ(mode(root_ / "book/images"), 0700u);
    EXPECT_EQ(mode(root_ / "book/images/one.png"), 0600u);
}

TEST_F(Disk, MovesTheFileWithinAFileSystem) {
    const fs::path file = write(scratch_ / "upload", "bytes");
    struct stat before{}, after{};
    ASSERT_EQ(::stat(file.c_str(), &before), 0);
    run(blobs_->put("a", file, ""));
    ASSERT_EQ(::stat((root_ / "a").c_str(), &after), 0);
    EXPECT_EQ(before.st_ino, after.st_ino);
    EXPECT_FALSE(fs::exists(file));
}

TEST_F(Disk, CopiesAFileFromAnotherFileSystem) {
    const fs::path other = make_folder("/dev/shm");
    const std::string bytes(3'000'001, 'b');
    const fs::path file = write(other / "upload", bytes);
    run(blobs_->put("book/a", file, ""));
    EXPECT_EQ(read(root_ / "book/a"), bytes);
    EXPECT_EQ(mode(root_ / "book/a"), 0600u);
    EXPECT_EQ(std::distance(fs::directory_iterator(root_), {}), 1);
    fs::remove_all(other);
}

TEST_F(Disk, RemovesEmptyFolders) {
    put("book/images/one.png", "1");
    put("book/images/two.png", "2");
    run(blobs_->remove("book/images/one.png"));
    EXPECT_TRUE(fs::exists(root_ / "book/images"));
    run(blobs_->remove("book/images/two.png"));
    EXPECT_TRUE(fs::is_empty(root_));
}

TEST_F(Disk, StoresInAFolderThatIsJustBeingRemoved) {
    Folder folder(root_);
    std::atomic<int> lost = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, key = "book/images/" + std::to_string(i)] {
            const fs::path file = scratch_ / fs::path(key).filename();
            for (int round = 0; round < 60; ++round) {
                folder.put(key, write(file, "bytes"));
                if (!folder.open(key)) ++lost;
                folder.remove(key);
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(lost, 0);
    EXPECT_TRUE(fs::is_empty(root_));
}

TEST_F(Disk, FollowsNoLinkToAFile) {
    write(scratch_ / "secret", "secret");
    fs::create_symlink(scratch_ / "secret", root_ / "link");
    EXPECT_EQ(run(blobs_->open("link")), nullptr);
    put("link", "replaced");
    EXPECT_EQ(read(scratch_ / "secret"), "secret");
    EXPECT_EQ(read(root_ / "link"), "replaced");
}

TEST_F(Disk, FollowsNoLinkToAFolder) {
    fs::create_directory(scratch_ / "outside");
    write(scratch_ / "outside/secret", "secret");
    fs::create_symlink(scratch_ / "outside", root_ / "link");
    EXPECT_EQ(run(blobs_->open("link/secret")), nullptr);
    run(blobs_->remove("link/secret"));
    EXPECT_THROW(put("link/new", "x"), Unavailable);
    EXPECT_EQ(read(scratch_ / "outside/secret"), "secret");
    EXPECT_FALSE(fs::exists(scratch_ / "outside/new"));
}

TEST_F(Disk, TakesNoLinkAsAFile) {
    write(scratch_ / "secret", "secret");
    fs::create_symlink(scratch_ / "secret", scratch_ / "upload");
    EXPECT_THROW(run(blobs_->put("a", scratch_ / "upload", "")), Unavailable);
}

TEST_F(Disk, DoesNotWaitForAPipe) {
    ASSERT_EQ(::mkfifo((root_ / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(run(blobs_->open("pipe")), nullptr);
}

TEST_F(Disk, SaysThatAFileIsInTheWay) {
    put("a", "file");
    EXPECT_THROW(put("a/b", "x"), Unavailable);
    EXPECT_EQ(read(root_ / "a"), "file");
}

TEST_F(Disk, ReaderSeesOneVersion) {  // DB-13
    put("a", "first");
    const std::unique_ptr<Reader> reader = run(blobs_->open("a"));
    put("a", "second version");
    EXPECT_EQ(reader->size(), 5u);
    EXPECT_EQ(run(reader->read(0, 100)), "first");
}

TEST_F(Disk, ReaderOutlastsTheObject) {  // DB-13
    put("a", "the bytes");
    const std::unique_ptr<Reader> reader = run(blobs_->open("a"));
    run(blobs_->remove("a"));
    EXPECT_EQ(run(reader->read(4, 5)), "bytes");
}

TEST_F(Disk, ListsFilesThatAreObjectsOnly) {  // DB-19
    put("book/images/one.png", "1");
    write(root_ / ".incoming-x", "x");
    fs::create_symlink(root_ / "book", root_ / "link");
    fs::create_directories(root_ / "empty");
    ASSERT_EQ(::mkfifo((root_ / "pipe").c_str(), 0600), 0);
    const std::vector<Listed> found = run(blobs_->list("", "", 10));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].key, "book/images/one.png");
}

TEST_F(Disk, HasNoAddressForOthers) {
    EXPECT_EQ(blobs_->presigned_url("a", Seconds(60)), std::nullopt);
    EXPECT_EQ(blobs_->public_url("a"), std::nullopt);
}

TEST_F(Disk, ReaderOutlivesTheStore) {
    put("a", "bytes");
    const std::unique_ptr<Reader> reader = run(blobs_->open("a"));
    blobs_.reset();
    EXPECT_EQ(run(reader->read(1, 3)), "yte");
}

TEST_F(Disk, SaysThatAnObjectWasCut) {
    put("a", "0123456789");
    const std::unique_ptr<Reader> reader = run(blobs_->open("a"));
    fs::resize_file(root_ / "a", 4);
    EXPECT_EQ(run(reader->read(0, 4)), "0123");
    EXPECT_THROW(run(reader->read(0, 10)), Unavailable);
}

TEST_F(Disk, RemovesOldLeftoversAtTheStart) {
    write(root_ / ".incoming-old", "x");
    write(root_ / ".incoming-new", "x");
    put("kept", "x");
    const auto two_hours_ago = fs::file_time_type::clock::now() - std::chrono::hours(2);
    fs::last_write_time(root_ / ".incoming-old", two_hours_ago);
    fs::last_write_time(root_ / "kept", two_hours_ago);
    blobs_ = open_disk(root_);
    EXPECT_FALSE(fs::exists(root_ / ".incoming-old"));
    EXPECT_TRUE(fs::exists(root_ / ".incoming-new"));
    EXPECT_TRUE(fs::exists(root_ / "kept"));
}

TEST_F(Disk, ErrorsNameNoPath) {
    try {
        run(blobs_->put("a", scratch_ / "nothing", ""));
        FAIL() << "a file that is not there was stored";
    } catch (const Unavailable& error) {
        EXPECT_STREQ(error.what(), "The photo store can't be used: No such file or directory");
    }
}

TEST_F(Disk, DoesItsWorkBesideTheLoop) {
    put("a", std::string(1 << 20, 'x'));
    const std::unique_ptr<Reader> reader = run(blobs_->open("a"));
    std::size_t turns = 0, reading = 8;
    const auto read_on = [&]() -> asio::awaitable<void> {
        for (int i = 0; i < 20; ++i) co_await reader->read(0, 1 << 20);
        --reading;
    };
    std::function<void()> turn = [&] {
        ++turns;
        if (reading > 0) asio::post(io_, turn);
    };
    io_.restart();
    for (std::size_t i = 0; i < 8; ++i) asio::co_spawn(io_, read_on, asio::detached);
    asio::post(io_, turn);
    io_.run();
    EXPECT_GT(turns, 160u);  // more often than there were reads: none of them held the loop
}

TEST_F(Disk, OverfullIsUnavailable) {  // DB-49
    constexpr int kReads = 60'000;
    put("a", std::string(1 << 18, 'x'));
    const std::unique_ptr<Reader> reader = run(blobs_->open("a"));
    int refused = 0, answered = 0;
    const auto read_once = [&]() -> asio::awaitable<void> {
        try {
            co_await reader->read(0, 1 << 18);
            ++answered;
        } catch (const Unavailable&) {
            ++refused;
        }
    };
    io_.restart();
    for (int i = 0; i < kReads; ++i) asio::co_spawn(io_, read_once, asio::detached);
    io_.run();
    EXPECT_EQ(answered + refused, kReads);
    EXPECT_GE(answered, 20'000);
    EXPECT_GT(refused, 0);
}

}  // namespace

}  // namespace pictbook::blob
