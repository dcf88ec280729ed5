// expect: calling a private constructor of class 'pictbook::api::Member
#include "api/access.hpp"

namespace pictbook::api {

Member<model::Role::OWNER> grant(BookAccess access) { return Member<model::Role::OWNER>(std::move(access)); }

}  // namespace pictbook::api
