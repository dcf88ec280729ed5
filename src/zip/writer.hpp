// A zip of entries that are stored as they are, written piece by piece while it is sent (PKWARE APPNOTE 6.3.10). Names and sizes
// alone say how long it is; a checksum follows the bytes that it is of. libarchive writes zips too, but can't say how long.
#pragma once

#include <string_view>
#include <vector>

#include "zip/entry.hpp"

namespace pictbook::zip {

class Writer {
public:
    static constexpr std::size_t kMostDirectoryPiece = 200 * 1024;  // bytes

    /// Names are ASCII of at most 255 letters, sizes below 4 GiB; the whole may be larger and have any number of entries (zip64).
    explicit Writer(std::vector<Entry> entries);

    /// Of the whole file.
    std::uint64_t size() const;

    // For each entry in its turn: begin, take for all of its bytes, end.
    /// What stands before its bytes.
    std::string begin();
    void take(std::string_view bytes);
    /// What stands behind them.
    std::string end();
    /// After the last entry, until it gives nothing: the directory at the end of the file, in pieces.
    std::string directory();

private:
    struct Written {
        std::uint64_t offset = 0;  // of its beginning
        std::uint32_t checksum = 0;
    };

    void append_record(std::string& out, const Entry& entry, const Written& written) const;
    std::string last() const;

    std::vector<Entry> entries_;
    std::vector<Written> written_;
    std::uint64_t position_ = 0;  // of the next byte
    std::uint64_t taken_ = 0;     // bytes of the entry that began
    std::size_t listed_ = 0;      // entries that the directory has told of
    std::uint64_t directory_begin_ = 0;
    bool is_complete_ = false;
};

}  // namespace pictbook::zip
