// Requests written out byte by byte, for what a well-behaved client would never send.
#pragma once

#include "support/cast.hpp"

namespace pictbook::test {

inline const std::string kFrontEnd = "http://localhost:3000";  // the default of FRONTEND_URL

/// A head with Host, the cookies of `person` and further lines, each `Name: value`.
std::string head_text(const Person& person, const std::string& method, const std::string& path,
                      const std::vector<std::string>& lines = {});
/// The same with a JSON body and its length.
std::string json_request(const Person& person, const std::string& method, const std::string& path,
                         const std::string& body);
/// What the shared server answers to these bytes on a connection of their own.
Reply answer_to(const std::string& bytes);
/// Proves that the server goes on.
void expect_alive(const TestServer& server = shared_server());
/// As one chunked body in pieces of `size`.
std::string chunked_body(const std::string& body, std::size_t size);

}  // namespace pictbook::test
