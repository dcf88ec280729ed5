// Where a browser may be sent after sign-in: this keeps /auth from being an open redirect.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pictbook::account {

/// AUTH-48: a path with one leading slash, or an http(s) URL of one of `trusted_origins`. What a browser or a front end
/// might read as another host is foreign, however it is encoded (AUTH-50).
bool is_allowed_target(std::string_view target, const std::vector<std::string>& trusted_origins);

/// `target` with `name=value` added to its query. `value` is encoded.
std::string add_query(std::string_view target, std::string_view name, std::string_view value);

}  // namespace pictbook::account
