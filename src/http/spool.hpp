// Uploads on their way: each file goes to a temporary file, piece by piece on the file pool, so that a 20 MiB photo is
// never in memory and nothing reaches a store before it was checked.
#pragma once

#include <filesystem>

#include "base/pool.hpp"

namespace pictbook::http {

/// A temporary file that is removed with this value, unless somebody has moved it away.
class SpooledFile {
public:
    SpooledFile() = default;
    SpooledFile(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    SpooledFile(SpooledFile&& other) noexcept { swap(other); }
    SpooledFile& operator=(SpooledFile&& other) noexcept;
    ~SpooledFile();

    const std::filesystem::path& path() const { return path_; }
    std::uint64_t size() const { return size_; }

private:
    friend class Spool;
    void swap(SpooledFile& other) noexcept;

    std::filesystem::path path_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

class Spool {
public:
    /// Makes the folder and empties it of what an earlier run left.
    Spool(std::filesystem::path folder, Pool& pool);

    boost::asio::awaitable<SpooledFile> create();
    /// Throws Unavailable when the disk does not take it.
    boost::asio::awaitable<void> append(SpooledFile& file, std::string_view bytes);

private:
    std::filesystem::path folder_;
    Pool& pool_;
};

}  // namespace pictbook::http
