// Secrets that what was signed before a change of BETTER_AUTH_SECRET may still have, until a moment.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"

namespace pictbook {

struct FormerSecrets {
    std::vector<std::string> secrets;
    Time until{};  // from then on what they signed is forged

    bool hold(Time now) const { return !secrets.empty() && now < until; }
};

}  // namespace pictbook
