#include "db/migrations.hpp"

#include <array>
#include <stdexcept>

#include "db/migrations_accounts.hpp"
#include "db/migrations_backups.hpp"
#include "db/migrations_factors.hpp"
#include "db/migrations_journal.hpp"
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
        Migration{.number = 4, .name = "api keys", .sqlite = sqlite::kApiKeys, .postgres = postgres::kApiKeys},
        Migration{.number = 5, .name = "mails and invitations", .sqlite = sqlite::kMails, .postgres = postgres::kMails},
        Migration{.number = 6,
                  .name = "second factors and passkeys",
                  .sqlite = sqlite::kFactors,
                  .postgres = postgres::kFactors},
        Migration{.number = 7,
                  .name = "ends of verifications",
                  .sqlite = sqlite::kVerificationEnds,
                  .postgres = postgres::kVerificationEnds},
        Migration{.number = 8, .name = "journal of books", .sqlite = sqlite::kJournal, .postgres = postgres::kJournal},
        Migration{.number = 9,
                  .name = "counts of the journal",
                  .sqlite = sqlite::kJournalCounts,
                  .postgres = postgres::kJournalCounts},
        Migration{.number = 10, .name = "backups", .sqlite = sqlite::kBackups, .postgres = postgres::kBackups},
    };
    return kAll;
}

std::vector<SchemaStep> steps_after(std::int64_t newest, Dialect dialect) {
    const int known = migrations().back().number;
    if (newest > known)
        throw std::runtime_error("the database was written by a newer version of Pictbook: it has schema " +
                                 std::to_string(newest) + ", this version knows schemas up to " +
                                 std::to_string(known));
    std::vector<SchemaStep> steps;
    for (const Migration& each : migrations()) {
        if (each.number <= newest) continue;
        const bool adopts = dialect == Dialect::postgres_of_original && each.postgres_adopting != nullptr;
        const char* sql = dialect == Dialect::sqlite ? each.sqlite : each.postgres;
        steps.push_back({each.number, each.name, adopts ? each.postgres_adopting : sql, adopts});
    }
    return steps;
}

}  // namespace pictbook::db
