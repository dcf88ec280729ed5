// How threads share the cores.
#pragma once

#include <string_view>

namespace pictbook {

/// The calling thread stands so far (0 to 19) behind those that have its priority now. Where the system doesn't let it, the log
/// says of whom.
void step_back(int nice, std::string_view of);

}  // namespace pictbook
