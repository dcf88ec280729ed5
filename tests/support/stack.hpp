// Whether the servers under test run on the stack (PostgreSQL, …) instead of the embedded store: PICTBOOK_TEST_STACK is set.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace pictbook::test {

bool is_on_stack();
/// The settings of a server with a database of its own on the services that the tests of this program share.
std::map<std::string, std::string> stack_settings();

}  // namespace pictbook::test

/// First in a test that looks into the embedded store's own files.
#define PICTBOOK_EMBEDDED_ONLY() \
    if (pictbook::test::is_on_stack()) GTEST_SKIP() << "looks into the embedded store"
