// expect: calling a private constructor of class 'pictbook::api::User
#include "api/access.hpp"

namespace pictbook::api {

User sign_in(store::SessionRow session) { return User(std::move(session)); }

}  // namespace pictbook::api
