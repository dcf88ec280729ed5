// The suite that every driver of Blobs passes (blobs_contract.cpp). A driver joins by one BlobsDriver in a file of its
// own: INSTANTIATE_TEST_SUITE_P(Disk, BlobsContract, testing::Values(BlobsDriver{"disk", open}), name_of_driver);
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "blob/blobs.hpp"

namespace pictbook::blob {

struct BlobsDriver {
    std::string name;
    /// `scratch` is an empty folder of this test. Null: the driver's server is not there, the test is skipped.
    std::unique_ptr<Blobs> (*open)(boost::asio::io_context& io, const std::filesystem::path& scratch);
};

inline void PrintTo(const BlobsDriver& driver, std::ostream* out) { *out << driver.name; }
inline std::string name_of_driver(const testing::TestParamInfo<BlobsDriver>& info) { return info.param.name; }

/// Names that are hard on file systems, addresses or XML.
inline std::vector<std::string> odd_names() {
    return {"with space.jpg",
            " leading and trailing ",
            "plus+plus",
            "per%20cent",
            "100%",
            "ümläut-日本.png",
            "quote'\"`",
            "a..b",
            "ends.",
            "~tilde",
            "semi;colon,comma",
            "query?x=1&y=2#z",
            "<tag>",
            "$HOME",
            "*",
            "[a]{b}",
            "!()",
            "@:=",
            "new\nline",
            "tab\t",
            std::string("\x01\x7F"),
            "-rf",
            "a/deep/er/place",
            std::string(255, 'n')};
}

/// A store in `blobs_`, which the derived class opens, and what tests do with it.
class BlobsTest : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "pictbook-blobs-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        scratch_ = pattern;
    }
    void TearDown() override {
        for (const std::string& key : keys_)
            if (blobs_) run(blobs_->remove(key));
        blobs_.reset();
        std::filesystem::remove_all(scratch_);
    }

    /// A key that no other test uses; removed at the end.
    std::string make_key(const std::string& name = "photo.jpg") {
        return keys_.emplace_back(project_ + "/images/" + name);
    }

    std::filesystem::path write(std::string_view bytes) {
        const std::filesystem::path file = scratch_ / ("upload" + std::to_string(++files_));
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }

    /// Runs the loop until all of them are done; the first failure is thrown.
    template <class T>
    std::vector<T> run_all(std::vector<boost::asio::awaitable<T>> work) {
        std::vector<T> values(work.size());
        std::size_t open = work.size();
        std::exception_ptr failure;
        for (std::size_t i = 0; i < work.size(); ++i) {
            auto done = [&, i](std::exception_ptr error, T value) {
                if (error && !failure) failure = error;
                values[i] = std::move(value);
                --open;
            };
            boost::asio::co_spawn(io_, std::move(work[i]), std::move(done));
        }
        io_.restart();
        while (open > 0) io_.run_one();
        if (failure) std::rethrow_exception(failure);
        return values;
    }

    template <class T>
    T run(boost::asio::awaitable<T> work) {
        std::vector<boost::asio::awaitable<T>> one;
        one.push_back(std::move(work));
        return std::move(run_all(std::move(one)).front());
    }
    void run(boost::asio::awaitable<void> work) { run(finished(std::move(work))); }

    static boost::asio::awaitable<char> finished(boost::asio::awaitable<void> work) {
        co_await std::move(work);
        co_return '\0';
    }

    boost::asio::awaitable<char> put_bytes(std::string key, std::string bytes) {
        return finished(blobs_->put(std::move(key), write(bytes), "image/jpeg"));
    }
    void put(const std::string& key, const std::string& bytes) { run(put_bytes(key, bytes)); }
    /// Of an object of at most 1 MiB.
    boost::asio::awaitable<std::string> get_bytes(std::string key) {
        const std::unique_ptr<Reader> reader = co_await blobs_->open(key);
        if (!reader) co_return "absent";
        co_return co_await reader->read(0, 1 << 20);
    }

    /// Nothing: no such object.
    std::optional<std::string> get(const std::string& key) {
        const std::unique_ptr<Reader> reader = run(blobs_->open(key));
        if (!reader) return std::nullopt;
        std::string out;
        while (out.size() < reader->size()) {
            const std::string piece = run(reader->read(out.size(), 1 << 20));
            if (piece.empty()) break;
            out += piece;
        }
        return out;
    }

    /// Whether the bytes from `offset` are these, or the object is Unavailable because it isn't the same any more.
    bool gives_or_breaks_off(Reader& reader, std::uint64_t offset, const std::string& bytes) {
        try {
            return run(reader.read(offset, bytes.size())) == bytes;
        } catch (const Unavailable&) {
            return true;
        }
    }

    boost::asio::io_context io_;
    std::filesystem::path scratch_;
    std::unique_ptr<Blobs> blobs_;

private:
    std::string project_ = make_cuid();
    std::vector<std::string> keys_;
    int files_ = 0;
};

class BlobsContract : public BlobsTest, public testing::WithParamInterface<BlobsDriver> {
protected:
    void SetUp() override {
        BlobsTest::SetUp();
        std::filesystem::create_directory(scratch_ / "store");
        blobs_ = GetParam().open(io_, scratch_ / "store");
        ASSERT_TRUE(blobs_) << "no server for " << GetParam().name;
    }
};

}  // namespace pictbook::blob
