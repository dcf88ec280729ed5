// The secrets and pictures that bodies below /auth carry.
#pragma once

#include "api/auth_words.hpp"

namespace pictbook::api {

/// A password as it is typed, of any characters, for only its hash is stored; one that is set is checked by
/// check_new_password.
struct Secret : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{
        .example = "correct horse battery", .format = "password", .is_stored = false};
};

/// The address of a person's picture.
struct Picture : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.max = 65536, .example = "https://example.com/ada.png"};
};

Error wrong_password();
Error password_too_short();
/// AUTH-18: 8 to 128 UTF-16 units.
Result<void> check_password_length(const Secret& password);
/// AUTH-18 and AUTH-60: nor one that is guessed first of whoever has this address and name.
Result<void> check_new_password(const Secret& password, std::string_view email, std::string_view name);
inline constexpr const char* kEasyToGuess = "Password too easy to guess";

}  // namespace pictbook::api
