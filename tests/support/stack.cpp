#include "support/stack.hpp"

#include <cstdlib>

#include "support/postgres.hpp"
#include "support/redis.hpp"
#include "support/s3.hpp"

namespace pictbook::test {

bool is_on_stack() { return std::getenv("PICTBOOK_TEST_STACK") != nullptr; }

std::map<std::string, std::string> stack_settings() {
    std::map<std::string, std::string> settings = shared_s3().settings();
    settings["DATABASE_URL"] = create_postgres_database();
    settings["REDIS_URL"] = shared_redis_url();
    settings["BETTER_AUTH_SECRET"] = std::string(32, 's');
    return settings;
}

}  // namespace pictbook::test
