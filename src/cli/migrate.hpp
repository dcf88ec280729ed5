// `pictbook migrate`: what was done to the schema of a database, or would be, told to whoever runs it.
#pragma once

#include <string>
#include <vector>

#include "db/db.hpp"

namespace pictbook::cli {

/// A line for each step, or that there was nothing to do. `place` names the database.
std::string tell_steps(const std::vector<db::SchemaStep>& taken, const std::string& place);
/// The same before it is done, with the SQL of each step.
std::string tell_missing_steps(const std::vector<db::SchemaStep>& missing, const std::string& place);

}  // namespace pictbook::cli
