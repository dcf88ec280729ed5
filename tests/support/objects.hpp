// The photos that a server under test keeps, wherever it keeps them.
#pragma once

#include <string>
#include <vector>

#include "support/server.hpp"

namespace pictbook::test {

/// The keys of a book's objects, in the order of their bytes; at most 1000.
std::vector<std::string> objects_of(const TestServer& server, const std::string& book);

}  // namespace pictbook::test
