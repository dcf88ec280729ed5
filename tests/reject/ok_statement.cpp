// SQL is a literal beside the function that uses it.
#include "db/db.hpp"

constexpr pictbook::db::Statement kReads = "SELECT 1";
constexpr pictbook::db::Statement kWrites = "DELETE FROM \"User\" WHERE \"id\" = $1";
static_assert(!kReads.writes && kWrites.writes);
