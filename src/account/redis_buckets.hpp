// The buckets of all nodes, in Redis: one round trip for each token, by Redis's own clock.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <vector>

#include "account/buckets.hpp"
#include "bus/redis.hpp"

namespace pictbook::account {

/// What every key begins with; the number of REDIS_URL's database and the bucket's own key follow.
inline constexpr const char* kRedisBucketPrefix = "pictbook:limit:";

/// One for each worker, in order, used on its thread. They go when the workers' loops have stopped, before the loops. That
/// Redis can't be asked is logged once for all of them, and that it can again. Throws BadConfig when the URL is none.
std::vector<std::unique_ptr<Buckets>> connect_redis_buckets(const std::vector<boost::asio::any_io_executor>& workers,
                                                            const bus::RedisOptions& options);

}  // namespace pictbook::account
