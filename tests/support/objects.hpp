// The photos that a server under test keeps, wherever it keeps them.
#pragma once

#include <string>
#include <vector>

#include "support/server.hpp"

namespace pictbook::test {

/// The keys of a book's objects, or with an empty id of all, in the order of their bytes; at most 1000.
std::vector<std::string> objects_of(const TestServer& server, const std::string& book);

void put_object(const TestServer& server, const std::string& key, const std::string& bytes);
void remove_object(const TestServer& server, const std::string& key);
bool has_object(const TestServer& server, const std::string& key);

}  // namespace pictbook::test
