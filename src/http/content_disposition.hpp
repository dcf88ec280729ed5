// Under which name a browser saves an answer.
#pragma once

#include <string>
#include <string_view>

namespace pictbook::http {

/// The header's value: `type` (`attachment` or `inline`) under that name and ending, UTF-8 (RFC 6266, RFC 8187), without what no
/// file's name may have: separators, control characters, dots and spaces at its ends. A name that has nothing else becomes
/// `fallback`. At most 100 characters of it.
std::string content_disposition(std::string_view type, std::string_view name, std::string_view ending,
                                std::string_view fallback);

}  // namespace pictbook::http
