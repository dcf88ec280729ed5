// Which build of the program this is.
#pragma once

#include <string>
#include <string_view>

namespace pictbook {

/// Twelve digits of the commit it was built from, with `-dirty` when files differed from it, or `unknown` outside a repository.
std::string_view commit();
/// `0.1.0 (commit 0123456789ab)`.
std::string version();

}  // namespace pictbook
