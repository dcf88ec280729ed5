#include "support/stack.hpp"

#include <cstdlib>

#include "support/postgres.hpp"

namespace pictbook::test {

bool is_on_stack() { return std::getenv("PICTBOOK_TEST_STACK") != nullptr; }

std::map<std::string, std::string> stack_settings() {
    return {{"DATABASE_URL", create_postgres_database()}, {"BETTER_AUTH_SECRET", std::string(32, 's')}};
}

}  // namespace pictbook::test
