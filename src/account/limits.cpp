#include "account/limits.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "base/result.hpp"

namespace pictbook::account {

namespace ip = boost::asio::ip;
using boost::asio::awaitable;

namespace {

std::string key_of(Limit limit, std::string_view who) {
    std::string key = kLimitKinds[static_cast<std::size_t>(limit)].name;
    return key.append(":").append(who);
}

}  // namespace

std::string counted_address(const std::string& address) {
    if (address.find(':') == address.npos) return address;
    boost::system::error_code error;
    const ip::address parsed = ip::make_address(address, error);
    if (error || parsed.is_v4()) return address;
    ip::address_v6::bytes_type bytes = parsed.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return ip::address_v6(bytes).to_string();
}

std::size_t LocalBuckets::size() const {
    std::size_t total = 0;
    for (const MemoryBuckets& each : buckets_) total += each.size();
    return total;
}

Wait Limits::take_here(Limit limit, std::string_view who) {
    if (!on_) return std::nullopt;
    return judge(limit, local_.of(limit).take_now(key_of(limit, who), allowance_of(limit), Monotonic::now()));
}

awaitable<Wait> Limits::take(Limit limit, std::string who) {
    if (!on_ || !shared_) co_return take_here(limit, who);
    try {
        const Taken taken = co_await shared_->take(key_of(limit, who), allowance_of(limit));
        co_return judge(limit, taken);
    } catch (const Unavailable&) {
        co_return take_here(limit, who);
    }
}

awaitable<void> Limits::give_back(Limit limit, std::string who) {
    if (!on_) co_return;
    const std::string key = key_of(limit, who);
    local_.of(limit).give_back_now(key, allowance_of(limit), Monotonic::now());  // which may be who gave it
    if (!shared_) co_return;
    try {
        co_await shared_->give_back(key, allowance_of(limit));
    } catch (const Unavailable&) {
        co_return;  // the bucket fills by itself
    }
}

Wait Limits::judge(Limit limit, const Taken& taken) {
    if (taken.ok()) return std::nullopt;
    ++refused_[static_cast<std::size_t>(limit)];
    return std::chrono::ceil<Seconds>(taken.wait);
}

}  // namespace pictbook::account
