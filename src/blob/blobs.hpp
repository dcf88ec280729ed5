// Where photo bytes live, by key (`<projectId>/images/<unique>.<ext>`). Drivers: disk, S3.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/queue_use.hpp"

namespace pictbook::blob {

/// An open object. When it is removed or replaced meanwhile, a reader goes on with the old bytes or throws
/// Unavailable; it never gives a mixture.
class Reader {
public:
    virtual ~Reader() = default;
    virtual std::uint64_t size() const = 0;
    /// Up to `length` bytes (at most 1 MiB) from `offset`; shorter only at the end. One call at a time.
    virtual boost::asio::awaitable<std::string> read(std::uint64_t offset, std::size_t length) = 0;
};

struct Listed {
    std::string key;
    Time stored;
    std::uint64_t size = 0;  // bytes
};

/// A store that can't be used as it is configured; one sentence that names the setting and no secret.
class BadStore : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Every call throws Unavailable when the store is away. A key that is_valid_key (blob/key.hpp) refuses is an absent
/// object (open, remove, the addresses) or our own bug (put).
class Blobs {
public:
    static constexpr std::size_t kMostListed = 1000;

    virtual ~Blobs() = default;
    /// Stores the file's bytes under `key`, replacing what was there; durable when it returns. Takes the file away or
    /// leaves it to its owner: `file` may be gone afterwards.
    virtual boost::asio::awaitable<void> put(std::string key, std::filesystem::path file, std::string mime_type) = 0;
    /// Null when there is no such object.
    virtual boost::asio::awaitable<std::unique_ptr<Reader>> open(std::string key) = 0;
    /// Removing what is not there is success.
    virtual boost::asio::awaitable<void> remove(std::string key) = 0;
    /// The objects whose keys begin with `prefix` and come after `after`, in the order of the keys' bytes: the first
    /// `limit` (1 to kMostListed) of them, or fewer when there are no more. Names that are no valid keys are left out.
    virtual boost::asio::awaitable<std::vector<Listed>> list(std::string prefix, std::string after,
                                                             std::size_t limit) = 0;
    /// Whether the store can be used now: throws Unavailable, or BadStore when waiting would not help.
    virtual boost::asio::awaitable<void> check() = 0;

    /// Where whoever has the address may fetch the object for so long; nothing when the store serves nobody but us.
    virtual std::optional<std::string> presigned_url(const std::string& key, Seconds valid) const = 0;
    /// Where everybody may fetch the object if the store is open to the public; nothing when it serves nobody but us.
    virtual std::optional<std::string> public_url(const std::string& key) const = 0;
    virtual std::string describe() const = 0;
    /// The queues on the way to it, for /metrics. From any thread.
    virtual std::vector<QueueUse> queues() const = 0;
};

}  // namespace pictbook::blob
