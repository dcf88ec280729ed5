// Which settings a backup holds, and which never: those that are secret or hold a password.
#pragma once

#include <string>

#include "base/environment.hpp"

namespace pictbook {

enum class Keeping { kept, secret, unknown };

/// Unknown: it is no setting of ours.
Keeping keeping_of(const std::string& name);

/// The lines of a .env file: NAME=value of each that is set and kept, and a comment in place of each secret.
std::string kept_settings(const Environment& environment);

}  // namespace pictbook
