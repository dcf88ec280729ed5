#include "base/version.hpp"

#include "base/commit.hpp"

namespace pictbook {

std::string_view commit() { return PICTBOOK_COMMIT; }

std::string version() { return PICTBOOK_VERSION " (commit " PICTBOOK_COMMIT ")"; }

}  // namespace pictbook
