// The program that the tests run as a server or a command.
#pragma once

#include <string>

namespace pictbook::test {

/// That of this build, or what PICTBOOK_TEST_BINARY names: one built with a sanitizer, which the same tests try too.
std::string binary();
/// Whether that one is built with a sanitizer, which keeps freed memory and takes its time: PICTBOOK_TEST_SANITIZED is set.
bool is_sanitized();

}  // namespace pictbook::test
