// Passwords that are guessed first: those that most people had in published leaks, and what is known of the person. Folded as
// hashes are (passwords.hpp), and upper and lower case are the same.
#pragma once

#include <string_view>

namespace pictbook::account {

/// Whether it is one of the list, or nothing but digits and signs around the product's name, the person's address or its part
/// before the @, the person's name, or a word of those. All are UTF-8. Costs some microseconds.
bool is_easy_to_guess(std::string_view password, std::string_view email, std::string_view name);

}  // namespace pictbook::account
