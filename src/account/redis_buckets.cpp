#include "account/redis_buckets.hpp"

#include <atomic>

#include "base/bytes.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "bus/redis_commands.hpp"
#include "bus/redis_connection.hpp"
#include "bus/redis_url.hpp"

namespace pictbook::account {

using boost::asio::awaitable;
using bus::resp::Value;

namespace {

/// As MemoryBuckets::take_now, in microseconds; a negative step puts tokens back. A bucket that is full has no key. Gives the
/// time to wait, 0 when a token was taken.
constexpr std::string_view kScript = R"(
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local step, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local full = tonumber(redis.call('GET', KEYS[1]) or now)
full = math.min(math.max(full, now), now + most) + step
if full > now + most then return full - now - most end
if full > now then
  redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
else
  redis.call('DEL', KEYS[1])
end
return 0
)";

std::string command(std::string_view verb, std::string_view script, std::string_view key, Microseconds step,
                    Microseconds most) {
    std::string out;
    const std::string steps = std::to_string(step.count()), all = std::to_string(most.count());
    bus::resp::append_command(out, {verb, script, "1", key, steps, all});
    return out;
}

/// The workers that can't ask Redis, so that a log tells of them once.
class Outage {
public:
    void begins(std::string_view reason) {
        if (workers_.fetch_add(1) == 0)
            log::warning("Redis counts no requests; this process counts its own until it does", {{"reason", reason}});
    }
    void ends() {
        if (workers_.fetch_sub(1) == 1) log::info("Redis counts requests again");
    }

private:
    std::atomic<std::size_t> workers_ = 0;
};

class RedisBuckets : public Buckets {
public:
    RedisBuckets(const boost::asio::any_io_executor& worker, const bus::RedisOptions& options, std::string prefix,
                 std::shared_ptr<Outage> outage)
        : prefix_(std::move(prefix)),
          outage_(std::move(outage)),
          // As a take, which a Redis that is full or only a replica refuses. Its key is gone after a millisecond.
          commands_(worker, options, command("EVAL", kScript, prefix_ + "hello", Microseconds(1), Microseconds(1)),
                    [this](bool live, std::string_view reason) { hear(live, reason); }) {}

    awaitable<Taken> take(std::string key, Allowance allowance) override {
        const Filling filling = filling_of(allowance);
        return change(prefix_ + key, filling.step, filling.most);
    }
    awaitable<void> give_back(std::string key, Allowance allowance) override {
        const Filling filling = filling_of(allowance);
        co_await change(prefix_ + key, -filling.step, filling.most);
    }
    bool is_reached() const override { return commands_.is_live(); }

private:
    awaitable<Taken> change(std::string key, Microseconds step, Microseconds most) {
        static const std::string hash = to_hex(sha1(kScript));
        std::optional<Value> wait;
        try {
            wait = co_await commands_.ask(command("EVALSHA", hash, key, step, most));
        } catch (const bus::RedisRefusal&) {
            wait.reset();  // somebody flushed its scripts
        }
        if (!wait) wait = co_await commands_.ask(command("EVAL", kScript, key, step, most));
        if (wait->kind != bus::resp::Kind::integer) throw Unavailable("Redis answers a script with no number");
        co_return Taken{Microseconds(wait->number)};
    }

    void hear(bool live, std::string_view reason) {
        if (live != away_) return;  // as before
        away_ = !live;
        if (away_)
            outage_->begins(reason);
        else
            outage_->ends();
    }

    const std::string prefix_;
    const std::shared_ptr<Outage> outage_;
    bool away_ = false;
    bus::RedisCommands commands_;
};

}  // namespace

std::vector<std::unique_ptr<Buckets>> connect_redis_buckets(const std::vector<boost::asio::any_io_executor>& workers,
                                                            const bus::RedisOptions& options) {
    const std::string prefix = kRedisBucketPrefix + bus::parse_redis_url(options.url, options.authority).database + ":";
    const auto outage = std::make_shared<Outage>();
    std::vector<std::unique_ptr<Buckets>> out;
    out.reserve(workers.size());
    for (const boost::asio::any_io_executor& worker : workers)
        out.push_back(std::make_unique<RedisBuckets>(worker, options, prefix, outage));
    return out;
}

}  // namespace pictbook::account
