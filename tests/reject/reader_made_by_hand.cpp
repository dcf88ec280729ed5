// expect: calling a private constructor of class 'pictbook::api::Reader
#include "api/access.hpp"

namespace pictbook::api {

Reader<OfProject> let_in(BookAccess access) { return Reader<OfProject>(std::move(access)); }

}  // namespace pictbook::api
