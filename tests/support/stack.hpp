// Whether the servers under test run on PostgreSQL, Redis and S3 instead of the embedded store: PICTBOOK_TEST_STACK is set.
// Suites that look into the embedded store's own files have names that begin with Embedded; ./test leaves them out there.
#pragma once

#include <map>
#include <string>

namespace pictbook::test {

bool is_on_stack();
/// The settings of a server with a database of its own on the services that the tests of this program share.
std::map<std::string, std::string> stack_settings();

}  // namespace pictbook::test
