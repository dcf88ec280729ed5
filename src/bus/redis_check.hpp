// One attempt to sign in to Redis, for the start of the server and for the doctor.
#pragma once

#include <stdexcept>
#include <string>

#include "bus/redis.hpp"

namespace pictbook::bus {

/// A Redis that can't be used as REDIS_URL says; one sentence without the password.
class BadRedis : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Gives its name for people. Throws BadConfig for a URL that is none, BadRedis when waiting would not help, Unavailable
/// when it is away. Blocking, at most for `connect_within` after the host's name is found.
std::string check_redis(const RedisOptions& options);

}  // namespace pictbook::bus
