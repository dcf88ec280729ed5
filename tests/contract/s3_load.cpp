// Many and large transfers at once: the bounds of the S3 driver.
#include <gmock/gmock.h>
#include <malloc.h>
#include <time.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>

#include "blob/s3.hpp"
#include "contract/blobs_suite.hpp"
#include "support/s3.hpp"

extern "C" std::size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));

namespace pictbook::blob {

namespace {

constexpr std::size_t kLargeObject = 20 << 20;

/// Of the whole process, without what was freed: a sanitizer keeps that for a while.
std::size_t allocated_bytes() {
    if (__sanitizer_get_current_allocated_bytes) return __sanitizer_get_current_allocated_bytes();
    const struct mallinfo2 info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

class S3Load : public BlobsTest {
protected:
    void SetUp() override {
        BlobsTest::SetUp();
        blobs_ = open_s3(options_);
    }

    boost::asio::awaitable<char> put_one(std::string key, std::filesystem::path file) {
        try {
            co_await blobs_->put(key, file, "image/png");
            ++done_;
        } catch (const Unavailable& error) {
            EXPECT_STREQ(error.what(), "The photo store is overloaded");
            ++refused_;
        }
        co_return '\0';
    }
    void pause(Milliseconds time) {
        boost::asio::steady_timer timer(io_, time);
        run(timer.async_wait(boost::asio::use_awaitable));
    }
    S3Options options_ = test::shared_s3().options();
    int done_ = 0, refused_ = 0;
};

}  // namespace

TEST_F(S3Load, HundredsOfSmallObjectsAtOnce) {
    constexpr int kObjects = 300;
    std::vector<std::string> keys;
    std::vector<boost::asio::awaitable<char>> puts;
    std::vector<boost::asio::awaitable<std::string>> gets;
    for (int i = 0; i < kObjects; ++i) {
        keys.push_back(make_key(std::to_string(i)));
        puts.push_back(put_one(keys.back(), write(std::string(20'000, 'x') + std::to_string(i))));
    }
    run_all(std::move(puts));
    EXPECT_EQ(done_, kObjects);
    for (const std::string& key : keys) gets.push_back(get_bytes(key));
    const std::vector<std::string> got = run_all(std::move(gets));
    for (int i = 0; i < kObjects; ++i)
        EXPECT_EQ(got[static_cast<std::size_t>(i)], std::string(20'000, 'x') + std::to_string(i));
}

TEST_F(S3Load, MoreThanMayWaitAreRefusedAtOnce) {
    options_.most_running = 2;
    options_.most_waiting = 3;
    options_.parked = Seconds(120);
    blobs_ = open_s3(options_);
    const std::string large = make_key("large");
    put(large, std::string(8 << 20, 'L'));
    std::vector<std::unique_ptr<Reader>> readers;  // as many as may run, each in the middle
    for (int i = 0; i < 2; ++i) {
        readers.push_back(run(blobs_->open(large)));
        EXPECT_EQ(run(readers.back()->read(0, 200'000)).size(), 200'000u);
    }
    const auto let_go = [&]() -> boost::asio::awaitable<char> {
        const Monotonic::time_point end = Monotonic::now() + Seconds(20);
        while (refused_ < 17 && Monotonic::now() < end)
            co_await boost::asio::steady_timer(io_, Milliseconds(5)).async_wait(boost::asio::use_awaitable);
        readers.clear();
        co_return '\0';
    };
    const std::filesystem::path file = write("x");
    std::vector<boost::asio::awaitable<char>> work;
    for (int i = 0; i < 20; ++i) work.push_back(put_one(make_key(std::to_string(i)), file));
    work.push_back(let_go());
    run_all(std::move(work));
    EXPECT_EQ(refused_, 17);
    EXPECT_EQ(done_, 3);
}

TEST_F(S3Load, LargeObjectsAreNeverInMemoryAsAWhole) {
    const std::filesystem::path file = write(std::string(kLargeObject, 'L'));
    std::vector<std::string> keys;
    std::vector<boost::asio::awaitable<char>> puts;
    for (int i = 0; i < 8; ++i) puts.push_back(put_one(keys.emplace_back(make_key(std::to_string(i))), file));
    const std::size_t before = allocated_bytes();
    std::size_t most = 0;
    std::jthread watcher([&](const std::stop_token& over) {
        for (; !over.stop_requested(); std::this_thread::sleep_for(Milliseconds(2)))
            most = std::max(most, allocated_bytes());
    });
    run_all(std::move(puts));
    std::vector<std::unique_ptr<Reader>> readers;
    for (const std::string& key : keys) readers.push_back(run(blobs_->open(key)));
    for (const auto& reader : readers) EXPECT_EQ(run(reader->read(0, 256 * 1024)).size(), 256u * 1024);
    pause(Milliseconds(500));  // what comes now has nowhere to go
    for (std::uint64_t offset = 256 * 1024; offset < kLargeObject;) {
        const std::string piece = run(readers[0]->read(offset, 1 << 20));
        EXPECT_EQ(piece.find_first_not_of('L'), piece.npos);
        offset += piece.size();
    }
    watcher.request_stop();
    watcher.join();
    EXPECT_EQ(done_, 8);
    EXPECT_LT(most - std::min(most, before), 16u << 20);  // of 160 MiB each way
    readers.clear();
}

TEST_F(S3Load, AReaderThatNobodyReadsGivesItsConnectionBack) {
    options_.most_running = 1;
    options_.parked = Milliseconds(300);
    blobs_ = open_s3(options_);
    std::string bytes(4 << 20, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 13 + i / 999);
    const std::string key = make_key(), other = make_key("other");
    put(key, bytes);
    std::unique_ptr<Reader> reader = run(blobs_->open(key));
    std::string had = run(reader->read(0, 300'000));
    put(other, "there is room");  // waits until the reader is parked
    while (had.size() < bytes.size()) {
        had += run(reader->read(had.size(), 300'000));
        if (had.size() < 2'000'000) pause(Milliseconds(700));
    }
    EXPECT_TRUE(had == bytes);
    reader.reset();
}

TEST_F(S3Load, AReaderOfSmallPiecesKeepsNothingBetweenThem) {  // HTTP-53
    options_.most_running = 1;
    options_.parked = Seconds(120);
    blobs_ = open_s3(options_);
    std::string bytes(4 << 20, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 11 + i / 997);
    const std::string key = make_key();
    put(key, bytes);
    std::unique_ptr<Reader> reader = run(blobs_->open(key));
    std::string had = run(reader->read(0, 256 * 1024));
    for (int i = 0; i < 3; ++i) {
        had += run(reader->read(had.size(), 16 * 1024));
        put(make_key(std::to_string(i)), "there is room");
    }
    while (had.size() < bytes.size()) had += run(reader->read(had.size(), 256 * 1024));
    EXPECT_TRUE(had == bytes);
    reader.reset();
}

TEST_F(S3Load, AReaderThatWaitsCostsNoTime) {
    const auto processor_time = [] {
        timespec time{};
        ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
        return Seconds(time.tv_sec) + Milliseconds(time.tv_nsec / 1'000'000);
    };
    const std::string key = make_key();
    put(key, std::string(4 << 20, 'w'));
    std::unique_ptr<Reader> reader = run(blobs_->open(key));
    EXPECT_EQ(run(reader->read(0, 200'000)).size(), 200'000u);
    pause(Milliseconds(200));
    const Milliseconds before = processor_time();
    pause(Milliseconds(1000));
    EXPECT_LT(processor_time() - before, Milliseconds(200));
    reader.reset();
}

TEST_F(S3Load, AReaderOutlivesTheStore) {
    const std::string key = make_key(), bytes(1'000'000, 'o');
    put(key, bytes);
    std::unique_ptr<Reader> reader = run(blobs_->open(key));
    EXPECT_EQ(run(reader->read(0, 10)), "oooooooooo");
    blobs_.reset();
    EXPECT_TRUE(run(reader->read(10, bytes.size())) == bytes.substr(10));
    reader.reset();
    blobs_ = open_s3(options_);
}

}  // namespace pictbook::blob
