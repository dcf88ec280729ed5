// The rate limits of one worker: which bucket a request takes from, and who counts it (docs/spec/limits.md).
#pragma once

#include <optional>

#include "account/memory_buckets.hpp"
#include "base/count.hpp"

namespace pictbook::account {

/// The part of a client's address that counts: IPv6 by its /64, which is what one household has.
std::string counted_address(const std::string& address);

/// Of one process. Each limit has buckets of its own: who floods one makes no other forget.
class LocalBuckets {
public:
    MemoryBuckets& of(Limit limit) { return buckets_[static_cast<std::size_t>(limit)]; }
    std::size_t size() const;

private:
    std::array<MemoryBuckets, kLimits> buckets_;
};

/// How long to wait; nothing when the request may go on.
using Wait = std::optional<Seconds>;

class Limits {
public:
    /// `shared`: the buckets of all nodes; null without any. While they can't tell, those of this process do. What is handed
    /// in lives longer.
    Limits(bool on, const Allowances& allowances, LocalBuckets& local, Buckets* shared)
        : on_(on), allowances_(allowances), local_(local), shared_(shared) {}

    /// In this process only, without suspending.
    Wait take_here(Limit limit, std::string_view who);
    /// In all nodes. `who` ends up in Redis's keys: no e-mail address.
    boost::asio::awaitable<Wait> take(Limit limit, std::string who);
    /// Undoes a take().
    boost::asio::awaitable<void> give_back(Limit limit, std::string who);

    // By any thread.
    std::uint64_t refused(Limit limit) const { return refused_[static_cast<std::size_t>(limit)]; }
    bool is_shared() const { return shared_ && shared_->is_reached(); }
    std::size_t local_keys() const { return local_.size(); }

private:
    const Allowance& allowance_of(Limit limit) const { return allowances_[static_cast<std::size_t>(limit)]; }
    Wait judge(Limit limit, const Taken& taken);

    const bool on_;
    const Allowances allowances_;
    LocalBuckets& local_;
    Buckets* const shared_;
    std::array<Count, kLimits> refused_;
};

}  // namespace pictbook::account
