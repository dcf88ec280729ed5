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

Error password_too_short();
/// AUTH-18: 8 to 128 UTF-16 units.
Result<void> check_new_password(const Secret& password);

}  // namespace pictbook::api
