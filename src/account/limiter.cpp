#include "account/limiter.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace pictbook::account {

namespace ip = boost::asio::ip;

std::string counted_address(const std::string& address) {
    boost::system::error_code error;
    const ip::address parsed = ip::make_address(address, error);
    if (error || parsed.is_v4()) return address;
    ip::address_v6::bytes_type bytes = parsed.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return ip::address_v6(bytes).to_string();
}

std::optional<Seconds> Limiter::take(const std::string& address, std::string_view route, Allowance allowance,
                                     Monotonic::time_point now) {
    if (!on_) return std::nullopt;
    std::string key = counted_address(address).append(" ").append(route);
    const std::lock_guard lock(mutex_);
    Entry& entry = find_or_add(std::move(key));
    std::erase_if(entry.taken, [&](Monotonic::time_point time) { return time + allowance.window <= now; });
    if (entry.taken.size() >= allowance.count)
        return std::chrono::ceil<Seconds>(entry.taken.front() + allowance.window - now);
    entry.taken.push_back(now);
    entry.dead_at = now + allowance.window;
    drop_old(now);
    return std::nullopt;
}

std::size_t Limiter::size() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
}

Limiter::Entry& Limiter::find_or_add(std::string key) {
    const auto found = by_key_.find(key);
    if (found != by_key_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
    } else {
        entries_.push_front({std::move(key), {}, {}});
        by_key_.emplace(entries_.front().key, entries_.begin());
    }
    return entries_.front();
}

void Limiter::drop_old(Monotonic::time_point now) {
    while (entries_.size() > most_keys_ || entries_.back().dead_at <= now) {
        by_key_.erase(entries_.back().key);
        entries_.pop_back();
    }
}

}  // namespace pictbook::account
