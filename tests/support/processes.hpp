// Other processes as /proc tells of them.
#pragma once

#include <sys/types.h>

#include <vector>

namespace pictbook::test {

std::vector<pid_t> children_of(pid_t parent);
/// Neither gone nor a zombie.
bool is_running(pid_t process);

}  // namespace pictbook::test
