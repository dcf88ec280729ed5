// The schema's history: numbered steps, forward only, each with its text for each database.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "db/db.hpp"

namespace pictbook::db {

struct Migration {
    int number;  // 1, 2, 3 …
    std::string_view name;
    const char* sqlite;  // any number of statements
    const char* postgres;
    const char* postgres_adopting = nullptr;  // instead of it on a database of the original: additions only
};

/// In order. A released step never changes; a change of the schema is a new step.
std::span<const Migration> migrations();

enum class Dialect { sqlite, postgres, postgres_of_original };

/// What a database lacks whose last step was `newest` (0: none). Throws std::runtime_error with one sentence when that is a
/// step which this program doesn't know.
std::vector<SchemaStep> steps_after(std::int64_t newest, Dialect dialect);

}  // namespace pictbook::db
