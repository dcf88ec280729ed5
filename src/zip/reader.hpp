// A zip that somebody sent, read by libarchive within bounds. Stored and deflated entries only; nothing is written anywhere, a
// name is only a name. Blocking: run it on a pool.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <set>

#include "base/result.hpp"
#include "zip/entry.hpp"

struct archive;

namespace pictbook::zip {

struct Bounds {
    std::size_t entries;
    std::uint64_t bytes;  // of all entries together, unpacked
};

class Reader {
public:
    static constexpr std::size_t kPieceBytes = 256 * 1024;
    /// Most bytes that are read for one header; the first one takes the whole directory.
    static constexpr std::uint64_t kMostHeaderBytes = 4u << 20;

    /// Throws Unavailable when the file can't be read.
    Reader(const std::filesystem::path& file, Bounds bounds);
    ~Reader();
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// The next file in it, or nothing at the end. Folders, and names that are not ASCII, are passed over. Fault::bad_request when
    /// it is not a zip, is cut short or broken, encrypted, packed in another way, or holds what no book's archive does: a link, a name that leads outside, a name
    /// twice, entries that overlap. Fault::too_large beyond the bounds.
    Result<std::optional<Entry>> next();
    /// The next bytes of that file, at most kPieceBytes; none at its end, when its size and checksum have proved right.
    Result<std::string> read();

private:
    struct Input;

    Error failure() const;
    bool advance();
    Result<void> check_entry(const Entry& entry);

    std::unique_ptr<Input> input_;
    struct Free {
        void operator()(archive* handle) const;
    };
    std::unique_ptr<archive, Free> archive_;
    Bounds bounds_;
    bool is_open_ = false;
    std::size_t entries_ = 0;
    std::uint64_t bytes_ = 0;
    std::set<std::string, std::less<>> names_;
    std::optional<Entry> current_;
    std::uint64_t read_ = 0;       // bytes of the current entry
    std::int64_t least_end_ = 0;   // of the current entry in the file
    std::int64_t end_before_ = 0;  // where the entry before ended in the file
};

}  // namespace pictbook::zip
