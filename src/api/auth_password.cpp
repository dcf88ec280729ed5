#include "api/auth_password.hpp"

#include "base/bytes.hpp"

namespace pictbook::api {

namespace {

constexpr std::size_t kLeastUnits = 8, kMostUnits = 128;

}  // namespace

Error password_too_short() { return auth_error(Fault::bad_request, "Password too short"); }

Result<void> check_new_password(const Secret& password) {
    const std::size_t units = utf16_length(password.value);
    if (units < kLeastUnits) return password_too_short();
    if (units > kMostUnits) return auth_error(Fault::bad_request, "Password too long");
    return Result<void>();
}

}  // namespace pictbook::api
