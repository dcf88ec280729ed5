// How often one client address may call one route (AUTH-51 to AUTH-55). Counts live in this process.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"

namespace pictbook::account {

/// At most `count` requests within any `window`.
struct Allowance {
    std::size_t count;
    Seconds window;
};

inline constexpr Allowance kSignInAllowance{3, Seconds(10)};  // also sign-up and changes of password and e-mail
inline constexpr Allowance kMailAllowance{3, Seconds(60)};
inline constexpr Allowance kUsualAllowance{100, Seconds(10)};

/// The part of a client's address that counts: IPv6 by its /64, which is what one household has.
std::string counted_address(const std::string& address);

/// Shared by all workers, because a client's connections spread over them. A mutex is enough: it is held for a look-up
/// and a few moves, far shorter than the request that follows.
class Limiter {
public:
    static constexpr std::size_t kMostKeys = 100'000;  // the longest unused goes first

    explicit Limiter(bool on, std::size_t most_keys = kMostKeys) : on_(on), most_keys_(most_keys) {}

    /// Nothing when the request may go on, and it is counted; else how long to wait. Refused ones don't count.
    std::optional<Seconds> take(const std::string& address, std::string_view route, Allowance allowance,
                                Monotonic::time_point now);
    std::size_t size() const;

private:
    struct Entry {
        std::string key;
        std::vector<Monotonic::time_point> taken;  // within the window, oldest first
        Monotonic::time_point dead_at;             // from then on nothing in it counts
    };
    using Entries = std::list<Entry>;  // the last used in front

    Entry& find_or_add(std::string key);
    void drop_old(Monotonic::time_point now);

    const bool on_;
    const std::size_t most_keys_;
    mutable std::mutex mutex_;
    Entries entries_;
    std::unordered_map<std::string_view, Entries::iterator> by_key_;
};

}  // namespace pictbook::account
