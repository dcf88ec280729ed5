// What can go wrong that is the caller's fault or an absence: a value, never an exception. A broken environment
// is an exception (Unavailable, or whatever a library throws) and our own bug is an assert.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace pictbook {

/// Each kind maps to one HTTP status in http/error.cpp, and nowhere else.
enum class Fault {
    bad_request,          // 400
    unauthorized,         // 401
    forbidden,            // 403
    not_found,            // 404
    timeout,              // 408
    conflict,             // 409
    too_large,            // 413
    range_unsatisfiable,  // 416
    invalid,              // 422
    too_many_requests,    // 429
    header_too_large,     // 431
    unavailable,          // 503
};

/// One reason why an input does not fit its schema (api.md section 1).
struct Issue {
    std::string property;  // JSON pointer; "root" for the whole
    std::string message;   // "Expected string"
    std::string summary;   // one sentence for a person
    std::string expected;  // JSON text of an example that fits
    std::string found;     // JSON text of what came, cut
};

/// How the renderer writes an error: {message, code} as JSON, or the message as plain text.
enum class Shape { json, text };

struct Error {
    Fault fault;
    std::string message;    // for the caller; empty: no message field
    std::string code = {};  // stable word for programs; empty: no code field
    Shape shape = Shape::json;
    std::string detail = {};             // for the log only
    std::chrono::seconds retry_after{};  // 0: no Retry-After header
    std::vector<Issue> issues = {};      // for Fault::invalid: at most 8
    std::string on = {};                 // for issues: "body", "params", "query" or "message"
};

template <class T>
using Result = boost::system::result<T, Error>;

/// A part of the environment is away or overloaded: answered as 503 with Retry-After.
class Unavailable : public std::runtime_error {
public:
    explicit Unavailable(const std::string& what, std::chrono::seconds retry = std::chrono::seconds(1))
        : std::runtime_error(what), retry_after(retry) {}
    std::chrono::seconds retry_after;
};

/// Of what a full disk refuses: somebody has to make space first.
constexpr std::chrono::seconds kFullDiskRetry(10);

/// Taking the value of a failed Result is our own bug.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

}  // namespace pictbook
