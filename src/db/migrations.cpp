#include "db/migrations.hpp"

#include <array>

#include "db/migrations_postgres.hpp"
#include "db/migrations_sqlite.hpp"

namespace pictbook::db {

std::span<const Migration> migrations() {
    static constexpr std::array kAll{
        Migration{.number = 1,
                  .name = "original schema",
                  .sqlite = sqlite::kOriginalSchema,
                  .postgres = postgres::kOriginalSchema,
                  .postgres_adopting = postgres::kAdoption},
        Migration{
            .number = 2, .name = "revisions of books", .sqlite = sqlite::kRevisions, .postgres = postgres::kRevisions},
        Migration{.number = 3,
                  .name = "removals of objects",
                  .sqlite = sqlite::kObjectRemovals,
                  .postgres = postgres::kObjectRemovals},
    };
    return kAll;
}

}  // namespace pictbook::db
