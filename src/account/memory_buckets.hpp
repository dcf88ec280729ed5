// The buckets of one process.
#pragma once

#include <list>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "account/buckets.hpp"

namespace pictbook::account {

/// Shared by all workers, because a client's connections spread over them. A mutex is enough: it is held for a look-up
/// and a few moves, far shorter than the request that follows.
class MemoryBuckets : public Buckets {
public:
    static constexpr std::size_t kMostKeys = 100'000 / kLimits;  // of one limit: 100 000 in a process

    /// Of more than `most_keys` buckets the longest unused goes first.
    explicit MemoryBuckets(std::size_t most_keys = kMostKeys) : most_keys_(most_keys) {}

    /// As take() and give_back(), without suspending.
    Taken take_now(std::string_view key, Allowance allowance, Monotonic::time_point now);
    void give_back_now(std::string_view key, Allowance allowance, Monotonic::time_point now);
    std::size_t size() const;

    boost::asio::awaitable<Taken> take(std::string key, Allowance allowance) override;
    boost::asio::awaitable<void> give_back(std::string key, Allowance allowance) override;
    bool is_reached() const override { return true; }

private:
    struct Entry {
        std::string key;
        Monotonic::time_point full_at;  // from then on it need not be kept
    };
    using Entries = std::list<Entry>;  // the last used in front

    Entry& find_or_add(std::string_view key);
    void drop_old(Monotonic::time_point now);

    const std::size_t most_keys_;
    mutable std::mutex mutex_;
    Entries entries_;
    std::unordered_map<std::string_view, Entries::iterator> by_key_;
};

}  // namespace pictbook::account
