// A photo store as one worker sees it: passes everything on and counts how long it took, for /metrics.
#pragma once

#include <array>
#include <string_view>

#include "base/latency.hpp"
#include "blob/blobs.hpp"

namespace pictbook::blob {

enum class Operation { put, open, read, remove, list, check };
inline constexpr std::array<std::string_view, 6> kOperationNames{"put", "open", "read", "remove", "list", "check"};

/// By the worker's thread; any thread reads it.
struct BlobCounts {
    std::array<Latency, kOperationNames.size()> took;  // by Operation; what a caller waits
    std::array<Count, kOperationNames.size()> failed;  // by Operation: because the store is away, overloaded or refuses
};

class WatchedBlobs : public Blobs {
public:
    /// `inner` is used by calls only, so what it counted outlives it.
    explicit WatchedBlobs(Blobs& inner) : inner_(inner) {}

    const BlobCounts& counts() const { return counts_; }

    boost::asio::awaitable<void> put(std::string key, std::filesystem::path file, std::string mime_type) override;
    boost::asio::awaitable<std::unique_ptr<Reader>> open(std::string key) override;
    boost::asio::awaitable<void> remove(std::string key) override;
    boost::asio::awaitable<std::vector<Listed>> list(std::string prefix, std::string after, std::size_t limit) override;
    boost::asio::awaitable<void> check() override;

    std::optional<std::string> presigned_url(const std::string& key, Seconds valid) const override {
        return inner_.presigned_url(key, valid);
    }
    std::optional<std::string> public_url(const std::string& key) const override { return inner_.public_url(key); }
    std::string describe() const override { return inner_.describe(); }
    std::vector<QueueUse> queues() const override { return inner_.queues(); }

private:
    Blobs& inner_;
    BlobCounts counts_;
};

}  // namespace pictbook::blob
