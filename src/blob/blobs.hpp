// Where photo bytes live, by key (`<projectId>/images/<unique>.<ext>`). Drivers: disk, S3.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace pictbook::blob {

/// An open object; stays readable though it is removed meanwhile.
class Reader {
public:
    virtual ~Reader() = default;
    virtual std::uint64_t size() const = 0;
    /// Up to `length` bytes (at most 1 MiB) from `offset`; shorter only at the end.
    virtual boost::asio::awaitable<std::string> read(std::uint64_t offset, std::size_t length) = 0;
};

/// Every call throws Unavailable when the store is away. A key that is_valid_key (blob/key.hpp) refuses is an absent
/// object (open, remove) or our own bug (put).
class Blobs {
public:
    virtual ~Blobs() = default;
    /// Stores the file's bytes under `key`, replacing what was there; durable when it returns. Takes the file away or
    /// leaves it to its owner: `file` may be gone afterwards.
    virtual boost::asio::awaitable<void> put(std::string key, std::filesystem::path file, std::string mime_type) = 0;
    /// Null when there is no such object.
    virtual boost::asio::awaitable<std::unique_ptr<Reader>> open(std::string key) = 0;
    /// Removing what is not there is success.
    virtual boost::asio::awaitable<void> remove(std::string key) = 0;
    virtual std::string describe() const = 0;
};

}  // namespace pictbook::blob
