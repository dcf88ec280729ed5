#include "support/stack.hpp"

#include <cstdlib>

#include "support/postgres.hpp"
#include "support/redis.hpp"
#include "support/s3.hpp"

namespace pictbook::test {

bool is_on_stack() { return std::getenv("PICTBOOK_TEST_STACK") != nullptr; }

std::map<std::string, std::string> stack_settings() {
    const blob::S3Options& bucket = shared_s3().options();
    return {{"DATABASE_URL", create_postgres_database()},
            {"REDIS_URL", shared_redis_url()},
            {"S3_ENDPOINT", bucket.endpoint},
            {"S3_BUCKET_NAME", bucket.bucket},
            {"S3_ACCESS_KEY_ID", bucket.access_key_id},
            {"S3_SECRET_ACCESS_KEY", bucket.secret_access_key},
            {"BETTER_AUTH_SECRET", std::string(32, 's')}};
}

}  // namespace pictbook::test
