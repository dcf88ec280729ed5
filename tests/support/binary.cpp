#include "support/binary.hpp"

#include <cstdlib>

namespace pictbook::test {

std::string binary() {
    const char* given = std::getenv("PICTBOOK_TEST_BINARY");
    return given ? given : PICTBOOK_BINARY;
}

bool is_sanitized() { return std::getenv("PICTBOOK_TEST_SANITIZED") != nullptr; }

}  // namespace pictbook::test
