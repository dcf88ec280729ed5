// expect: no viable conversion from returned value of type .const Member
#include "api/access.hpp"

namespace pictbook::api {

Member<model::Role::OWNER> promote(const Member<model::Role::EDITOR>& editor) { return editor; }

}  // namespace pictbook::api
