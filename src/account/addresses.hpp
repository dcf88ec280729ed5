// E-mail addresses as accounts take them.
#pragma once

#include <string>
#include <string_view>

namespace pictbook::account {

/// AUTH-17: ASCII `local@domain.tld` without leading or double dots, the top-level domain 2 or more letters.
bool is_email(std::string_view text);

}  // namespace pictbook::account
