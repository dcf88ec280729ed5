// The bytes of a stored object, a piece at a time.
#pragma once

#include <string>

#include "blob/blobs.hpp"
#include "cli/archive.hpp"

namespace pictbook::cli {

class ObjectPieces {
public:
    /// Both outlive it.
    ObjectPieces(blob::Reader& reader, const std::string& key) : reader_(reader), key_(key) {}

    /// At most kPieceBytes; empty at the end. Throws std::runtime_error when that comes before the object's size.
    boost::asio::awaitable<std::string> next() {
        if (offset_ == reader_.size()) co_return std::string();
        std::string piece = co_await reader_.read(offset_, kPieceBytes);
        if (piece.empty()) throw std::runtime_error("the object " + key_ + " ends early");
        offset_ += piece.size();
        co_return piece;
    }

private:
    blob::Reader& reader_;
    const std::string& key_;
    std::uint64_t offset_ = 0;
};

}  // namespace pictbook::cli
