// What every blob store does, run against each driver (docs/spec/images.md, docs/spec/store.md).
#include <gmock/gmock.h>

#include <algorithm>

#include "base/result.hpp"
#include "contract/blobs_suite.hpp"

namespace pictbook::blob {

namespace {

/// Bytes that tell where they are from.
std::string make_bytes(std::size_t length, unsigned seed = 1) {
    std::string out(length, '\0');
    std::uint32_t state = seed;
    for (char& c : out) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    return out;
}

}  // namespace

TEST_P(BlobsContract, GivesBackWhatWasPut) {
    const std::string key = make_key(), bytes = make_bytes(100'000);
    put(key, bytes);
    EXPECT_EQ(get(key), bytes);
}

TEST_P(BlobsContract, TellsTheSize) {
    const std::string key = make_key();
    put(key, make_bytes(12'345));
    EXPECT_EQ(run(blobs_->open(key))->size(), 12'345u);
}

TEST_P(BlobsContract, TakesAnEmptyFile) {
    const std::string key = make_key();
    put(key, "");
    EXPECT_EQ(get(key), "");
}

TEST_P(BlobsContract, TakesTwentyMegabytes) {
    const std::string key = make_key(), bytes = make_bytes(20 << 20);
    put(key, bytes);
    EXPECT_TRUE(get(key) == bytes);
}

TEST_P(BlobsContract, ReadsRanges) {
    const std::string key = make_key(), bytes = make_bytes(3 << 20);
    put(key, bytes);
    const std::unique_ptr<Reader> reader = run(blobs_->open(key));
    ASSERT_NE(reader, nullptr);
    EXPECT_EQ(run(reader->read(0, 1)), bytes.substr(0, 1));
    EXPECT_EQ(run(reader->read(1'000'001, 70'000)), bytes.substr(1'000'001, 70'000));
    EXPECT_EQ(run(reader->read(17, 3)), bytes.substr(17, 3));
    EXPECT_EQ(run(reader->read(bytes.size() - 5, 100)), bytes.substr(bytes.size() - 5));
    EXPECT_EQ(run(reader->read(bytes.size(), 100)), "");
    EXPECT_EQ(run(reader->read(bytes.size() + 1'000'000'000'000, 100)), "");
    EXPECT_EQ(run(reader->read(5, 0)), "");
}

TEST_P(BlobsContract, ReadsAtMostOneMebibyteAtOnce) {
    const std::string key = make_key(), bytes = make_bytes(3 << 20);
    put(key, bytes);
    const std::unique_ptr<Reader> reader = run(blobs_->open(key));
    ASSERT_NE(reader, nullptr);
    EXPECT_TRUE(run(reader->read(100, bytes.size())) == bytes.substr(100, 1 << 20));
}

TEST_P(BlobsContract, HasNoReaderForWhatIsAbsent) {  // DB-14
    EXPECT_EQ(run(blobs_->open(make_key())), nullptr);
    put(make_key("there"), "x");
    EXPECT_EQ(run(blobs_->open(make_key("ther"))), nullptr);
    EXPECT_EQ(run(blobs_->open(make_key("there/below"))), nullptr);
}

TEST_P(BlobsContract, HasNoReaderForAFolder) {
    const std::string key = make_key("folder/photo.jpg");
    put(key, "x");
    EXPECT_EQ(run(blobs_->open(key.substr(0, key.rfind('/')))), nullptr);
}

TEST_P(BlobsContract, RemovesOneObject) {
    const std::string first = make_key("first"), second = make_key("second");
    put(first, "1");
    put(second, "2");
    run(blobs_->remove(first));
    EXPECT_EQ(get(first), std::nullopt);
    EXPECT_EQ(get(second), "2");
}

TEST_P(BlobsContract, RemovesWhatIsAbsent) {  // DB-14
    const std::string key = make_key();
    run(blobs_->remove(key));
    put(key, "x");
    run(blobs_->remove(key));
    run(blobs_->remove(key));
    EXPECT_EQ(get(key), std::nullopt);
}

TEST_P(BlobsContract, TakesAKeyAgainAfterItsRemoval) {
    const std::string key = make_key();
    put(key, "old");
    run(blobs_->remove(key));
    put(key, "new");
    EXPECT_EQ(get(key), "new");
}

TEST_P(BlobsContract, ReplacesAnObject) {
    const std::string key = make_key();
    put(key, make_bytes(50'000));
    put(key, "short");
    EXPECT_EQ(get(key), "short");
}

TEST_P(BlobsContract, ReaderNeverMixesTwoObjects) {  // DB-13
    const std::string key = make_key(), bytes = make_bytes(2 << 20);
    put(key, bytes);
    const std::unique_ptr<Reader> replaced = run(blobs_->open(key)), removed = run(blobs_->open(key));
    ASSERT_TRUE(replaced && removed);
    EXPECT_EQ(run(replaced->read(0, 10)), bytes.substr(0, 10));
    put(key, make_bytes(2 << 20, 2));
    EXPECT_TRUE(gives_or_breaks_off(*replaced, 10, bytes.substr(10, 1 << 20)));
    EXPECT_TRUE(gives_or_breaks_off(*replaced, 1'500'000, bytes.substr(1'500'000, 1000)));
    run(blobs_->remove(key));
    EXPECT_TRUE(gives_or_breaks_off(*removed, 1'500'000, bytes.substr(1'500'000, 1000)));
}

TEST_P(BlobsContract, TakesOddKeys) {
    for (const std::string& name : odd_names()) put(make_key(name), "bytes of " + name);
    for (const std::string& name : odd_names()) EXPECT_EQ(get(make_key(name)), "bytes of " + name) << name;
}

TEST_P(BlobsContract, TreatsAnInvalidKeyAsAbsent) {  // DB-15
    using namespace std::string_literals;
    const std::vector<std::string> keys{"",
                                        "/",
                                        "/etc/passwd",
                                        "..",
                                        "../x",
                                        "a/../b",
                                        "a//b",
                                        "a/",
                                        "./a",
                                        "a/./b",
                                        ".hidden",
                                        "a/.hidden",
                                        "a\\..\\b",
                                        "a\0b"s,
                                        "\0"s,
                                        std::string(513, 'k'),
                                        "a/" + std::string(256, 'k')};
    for (const std::string& key : keys) {
        EXPECT_EQ(run(blobs_->open(key)), nullptr) << key;
        run(blobs_->remove(key));
    }
}

TEST_P(BlobsContract, TakesNoDetourToAnObject) {
    const std::string key = make_key("photo.jpg"), folder = key.substr(0, key.rfind('/'));
    put(key, "x");
    for (const std::string& detour : {folder + "/../images/photo.jpg", folder + "/./photo.jpg", folder + "//photo.jpg",
                                      "/" + key, "./" + key, key + "/"}) {
        EXPECT_EQ(run(blobs_->open(detour)), nullptr) << detour;
        run(blobs_->remove(detour));
    }
    EXPECT_EQ(get(key), "x");
}

TEST_P(BlobsContract, TakesManyAtOnce) {
    std::vector<std::string> keys;
    std::vector<boost::asio::awaitable<char>> puts;
    for (int i = 0; i < 40; ++i) {
        keys.push_back(make_key("many/" + std::to_string(i)));
        puts.push_back(put_bytes(keys.back(), make_bytes(10'000, static_cast<unsigned>(i))));
    }
    run_all(std::move(puts));
    for (unsigned i = 0; i < 40; ++i) EXPECT_TRUE(get(keys[i]) == make_bytes(10'000, i)) << i;
}

TEST_P(BlobsContract, KeepsAPlaceForEachOfHundredsWhoRead) {  // DB-49
    const std::string key = make_key();
    const std::string bytes = make_bytes(10'000, 37);
    put(key, bytes);
    std::vector<boost::asio::awaitable<std::string>> gets;
    for (int i = 0; i < 600; ++i) gets.push_back(get_bytes(key));
    const std::vector<std::string> got = run_all(std::move(gets));
    EXPECT_EQ(std::count(got.begin(), got.end(), bytes), 600);
}

TEST_P(BlobsContract, OfPutsToOneKeyOneWinsWhole) {  // DB-12
    const std::string key = make_key();
    std::vector<boost::asio::awaitable<char>> puts;
    for (unsigned i = 0; i < 10; ++i) puts.push_back(put_bytes(key, std::string(300'000, static_cast<char>('a' + i))));
    run_all(std::move(puts));
    const std::string bytes = get(key).value_or("");
    ASSERT_EQ(bytes.size(), 300'000u);
    EXPECT_EQ(bytes.find_first_not_of(bytes.front()), bytes.npos);
}

TEST_P(BlobsContract, RemovingNeighboursLosesNothing) {
    for (int round = 0; round < 10; ++round) {
        const std::string stays = make_key("shared/stays");
        std::vector<boost::asio::awaitable<char>> work;
        for (int i = 0; i < 6; ++i) {
            const std::string goes = make_key("shared/goes" + std::to_string(i));
            work.push_back(put_bytes(goes, "x"));
            work.push_back(finished(blobs_->remove(goes)));
        }
        work.push_back(put_bytes(stays, "still here"));
        run_all(std::move(work));
        EXPECT_EQ(get(stays), "still here");
        run(blobs_->remove(stays));
        for (int i = 0; i < 6; ++i) run(blobs_->remove(make_key("shared/goes" + std::to_string(i))));
    }
}

TEST_P(BlobsContract, FailsForAFileThatIsNotThere) {  // DB-12
    const std::string key = make_key();
    EXPECT_ANY_THROW(run(blobs_->put(key, scratch_ / "nothing", "image/png")));
    EXPECT_EQ(get(key), std::nullopt);
    put(key, "x");
    EXPECT_EQ(get(key), "x");
}

TEST_P(BlobsContract, ChecksThatItCanBeUsed) { run(blobs_->check()); }

TEST_P(BlobsContract, HasNoAddressForAnInvalidKey) {  // DB-15
    EXPECT_EQ(blobs_->presigned_url("../x", Seconds(60)), std::nullopt);
    EXPECT_EQ(blobs_->public_url("../x"), std::nullopt);
}

TEST_P(BlobsContract, SaysWhatItIs) { EXPECT_FALSE(blobs_->describe().empty()); }

}  // namespace pictbook::blob
