// The settings of the rate limits.
#pragma once

#include "base/config.hpp"

namespace pictbook {

/// Each is COUNT/SECONDS, such as 3/10: 1 to 1000000 in 1 to 86400 s. Throws BadConfig.
Allowances read_limits(const Environment& environment);

}  // namespace pictbook
