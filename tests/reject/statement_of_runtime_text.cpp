// expect: no matching (function|constructor)|no viable conversion|not a constant expression
#include "db/db.hpp"

pictbook::db::Statement concatenated(const std::string& name) {
    const std::string sql = "SELECT * FROM \"User\" WHERE \"name\" = '" + name + "'";
    return pictbook::db::Statement(sql.c_str());
}
