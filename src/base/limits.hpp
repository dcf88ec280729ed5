// What may be asked how often: the one list of the rate limits, with their settings and defaults (docs/spec/limits.md).
#pragma once

#include <array>
#include <cstdint>

#include "base/clock.hpp"

namespace pictbook {

/// So many at once; then one more after each of the window's equal parts, until as many are there again.
struct Allowance {
    std::uint32_t count;
    Seconds window;
};

enum class Limit {
    sign_in,   // below /auth/sign-in and /auth/sign-up, changes of password and e-mail; of an address and a route
    mail,      // routes that send mails; of an address and a route
    auth,      // other routes below /auth; of an address and a route
    tries,     // wrong passwords and the like; of an account
    requests,  // all routes of books, elements and images; of an address
    writes,    // those of them that change something; of a user
    uploads,   // of a user, instead of `writes`
    canvas,    // handshakes of the canvas socket; of an address
};
inline constexpr std::size_t kLimits = 8;

struct LimitKind {
    const char* setting;
    const char* name;  // in metrics and keys
    Allowance usual;
};

/// In the order of Limit. Why so many: docs/decisions/0014-limits.md.
inline constexpr std::array<LimitKind, kLimits> kLimitKinds{{
    {"LIMIT_SIGN_IN", "sign_in", {3, Seconds(10)}},
    {"LIMIT_MAIL", "mail", {3, Seconds(60)}},
    {"LIMIT_AUTH", "auth", {100, Seconds(10)}},
    {"LIMIT_TRIES", "tries", {10, Seconds(300)}},
    {"LIMIT_REQUESTS", "requests", {2000, Seconds(10)}},
    {"LIMIT_WRITES", "writes", {600, Seconds(10)}},
    {"LIMIT_UPLOADS", "uploads", {120, Seconds(60)}},
    {"LIMIT_CANVAS", "canvas", {300, Seconds(10)}},
}};

/// In the order of Limit.
using Allowances = std::array<Allowance, kLimits>;

}  // namespace pictbook
