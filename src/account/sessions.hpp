// How long a session lives. Pure functions of times; rows are kept by store/sessions.hpp.
#pragma once

#include "base/clock.hpp"

namespace pictbook::account {

inline constexpr Seconds kSessionLife = std::chrono::days(7);
inline constexpr Seconds kRenewAfter = std::chrono::days(1);        // since the last renewal
inline constexpr Seconds kUnrememberedLife = std::chrono::days(1);  // with the dont_remember cookie

inline Time session_end(Time now, bool remember) { return now + (remember ? kSessionLife : kUnrememberedLife); }

inline bool is_ended(Time expires_at, Time now) { return expires_at <= now; }

/// AUTH-10, AUTH-12: a remembered session is renewed once its last renewal is a day old, any other never. The row says which it is
/// as well as the browser's cookie, which who stole the other one leaves out.
inline bool is_due(Time created_at, Time expires_at, Time now, bool remember) {
    const bool remembered = remember && expires_at - created_at > kUnrememberedLife;
    return remembered && expires_at - kSessionLife + kRenewAfter <= now;
}

}  // namespace pictbook::account
