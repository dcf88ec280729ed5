// The one place where a failure becomes a response (api.md section 1).
#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

namespace pictbook::http {

/// Most bytes of a validation answer, whatever came in.
inline constexpr std::size_t kMostErrorBytes = 4096;

unsigned status_of(Fault fault);
Response render(const Error& error);
/// The JSON of Fault::invalid, cut to `most` bytes; also what a socket answers to a malformed message.
std::string validation_json(const Error& error, std::size_t most = kMostErrorBytes);

// The errors that several parts give.
Error unauthorized();                             // 401 text `Unauthorized`
Error bad_request();                              // 400 text `Bad Request`
Error failure(Fault fault, std::string message);  // {message}

}  // namespace pictbook::http
