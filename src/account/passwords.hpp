// Password hashes: scrypt over the NFKC form, kept as `hexsalt:hexkey` (AUTH-22). A hash costs 32 MiB and about 100 ms of
// one core, so they run on a pool whose threads bound the memory; when its queue is full, Unavailable. Each keeps the memory of its
// hash until it had nothing to do for a while.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>

#include "base/pool.hpp"

namespace pictbook::account {

/// NFKC, exactly as JavaScript's normalize('NFKC') gives it. `utf8` is valid UTF-8.
std::string normal_form(std::string_view utf8);
/// The same without the difference of upper and lower case.
std::string folded_form(std::string_view utf8);

class Passwords {
public:
    static constexpr std::size_t kQueue = 64;
    /// How far hashing stands behind the event loops for a core; docs/bench.md (A storm of wrong passwords) has what it is worth.
    static constexpr int kNice = 15;

    /// At most `threads` hashes are made at once, each in 32 MiB; `queue` more may wait.
    explicit Passwords(std::size_t threads, std::size_t queue = kQueue);

    boost::asio::awaitable<std::string> hash(std::string password);
    boost::asio::awaitable<bool> verify(std::string password, std::string stored);
    /// The same work as verify, for an account that doesn't exist: its absence must not show in the answer's time.
    boost::asio::awaitable<void> waste();
    /// For /metrics. From any thread.
    QueueUse queue() const { return pool_.use("hashing"); }

private:
    Pool pool_;
};

}  // namespace pictbook::account
