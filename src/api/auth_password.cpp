#include "api/auth_password.hpp"

#include "account/common_passwords.hpp"
#include "base/bytes.hpp"

namespace pictbook::api {

namespace {

constexpr std::size_t kLeastUnits = 8, kMostUnits = 128;

}  // namespace

Error wrong_password() { return auth_error(Fault::bad_request, "Invalid password"); }
Error password_too_short() { return auth_error(Fault::bad_request, "Password too short"); }

Result<void> check_password_length(const Secret& password) {
    const std::size_t units = utf16_length(password.value);
    if (units < kLeastUnits) return password_too_short();
    if (units > kMostUnits) return auth_error(Fault::bad_request, "Password too long");
    return Result<void>();
}

Result<void> check_new_password(const Secret& password, std::string_view email, std::string_view name) {
    Result<void> fits = check_password_length(password);
    if (fits && account::is_easy_to_guess(password.value, email, name))
        fits = auth_error(Fault::bad_request, kEasyToGuess);
    return fits;
}

}  // namespace pictbook::api
