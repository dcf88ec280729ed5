// The settings of a change of BETTER_AUTH_SECRET; a part of read_config().
#pragma once

#include "base/config.hpp"

namespace pictbook {

/// None when neither setting is there. Throws BadConfig when one of them is alone, or is malformed.
FormerSecrets read_former_secrets(const Environment& environment);

}  // namespace pictbook
