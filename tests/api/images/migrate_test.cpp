// pictbook migrate: RUN-12.
#include <gmock/gmock.h>

#include <fstream>

#include "support/database.hpp"
#include "support/postgres.hpp"
#include "support/program.hpp"

namespace pictbook::test {

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
namespace fs = std::filesystem;

constexpr const char* kPretend =
    "INSERT INTO \"_pictbook_migrations\" (\"number\", \"name\", \"appliedAt\") "
    "VALUES (4711, 'from the future', '2025-01-01 00:00:00.000')";

/// The settings of a fresh database of each kind.
Program::Variables embedded() { return {}; }
Program::Variables postgres() { return {{"DATABASE_URL", create_postgres_database()}}; }

class Migrate : public testing::TestWithParam<Program::Variables (*)()> {
protected:
    Told migrate() { return run_program(folder_.path(), {"migrate"}, variables_); }
    Told dry_run() { return run_program(folder_.path(), {"migrate", "--dry-run"}, variables_); }
    void run(const std::string& sql) {
        if (variables_.empty())
            Database(folder_.path() / "data" / "pictbook.db").run(sql);
        else
            run_sql(variables_.at("DATABASE_URL"), sql);
    }

    const TemporaryFolder folder_;
    const Program::Variables variables_ = GetParam()();
};

std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_P(Migrate, NamesWhatItDidAndDoesItOnce) {  // RUN-12
    const Told first = migrate();
    EXPECT_EQ(first.status, 0) << first.errors;
    EXPECT_THAT(first.output, StartsWith("applied 1 original schema\napplied 2 revisions of books\napplied 3 "));
    EXPECT_EQ(first.errors, "");
    for (const Told& again : {migrate(), dry_run()}) {
        EXPECT_EQ(again.status, 0) << again.errors;
        EXPECT_THAT(again.output, StartsWith("nothing to do: "));
        EXPECT_EQ(lines_of(again.output), 1u);
    }
}

TEST_P(Migrate, TellsWhatItWouldDoWithoutDoingIt) {  // RUN-12
    for (int i = 0; i < 2; ++i) {
        const Told told = dry_run();
        EXPECT_EQ(told.status, 0) << told.errors;
        EXPECT_THAT(told.output, StartsWith("would apply 1 original schema\n"));
        EXPECT_THAT(told.output, AllOf(HasSubstr("CREATE TABLE \"Project\""), HasSubstr("would apply 3 ")));
        EXPECT_THAT(told.output, HasSubstr("nothing was changed"));
    }
    EXPECT_TRUE(fs::is_empty(folder_.path()));
    EXPECT_THAT(migrate().output, StartsWith("applied 1 "));
}

TEST_P(Migrate, RefusesADatabaseOfANewerVersion) {  // RUN-12, DB-11
    migrate();
    run(kPretend);
    for (const Told& told : {migrate(), dry_run()}) {
        EXPECT_EQ(told.status, 1);
        EXPECT_EQ(told.output, "");
        EXPECT_THAT(told.errors, AllOf(HasSubstr("a newer version of Pictbook"), HasSubstr("4711")));
        EXPECT_EQ(lines_of(told.errors), 1u) << told.errors;
    }
}

INSTANTIATE_TEST_SUITE_P(Everywhere, Migrate, testing::Values(embedded, postgres),
                         [](const auto& info) { return info.index == 0 ? "sqlite" : "postgres"; });

TEST(MigrateSqlite, ChangesNoByteOfAFileThatItOnlyLooksAt) {  // RUN-12
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "data" / "pictbook.db";
    run_program(folder.path(), {"migrate"});
    Database(file).run(R"(DELETE FROM "_pictbook_migrations" WHERE "number" =
                          (SELECT MAX("number") FROM "_pictbook_migrations"); PRAGMA journal_mode = DELETE;)");
    const std::string before = read_file(file);
    EXPECT_THAT(run_program(folder.path(), {"migrate", "--dry-run"}).output, StartsWith("would apply "));
    EXPECT_EQ(read_file(file), before);
    for (const char* content : {"", "no database"}) {
        std::ofstream(file, std::ios::trunc) << content;
        run_program(folder.path(), {"migrate", "--dry-run"});
        EXPECT_EQ(read_file(file), content);
    }
}

TEST(MigrateSqlite, ToldOfAFileThatIsNoDatabaseSaysSo) {  // RUN-12
    const TemporaryFolder folder;
    fs::create_directories(folder.path() / "data");
    std::ofstream(folder.path() / "data" / "pictbook.db") << std::string(10'000, 'x');
    for (const std::vector<std::string>& words : {std::vector<std::string>{"migrate"}, {"migrate", "--dry-run"}}) {
        const Told told = run_program(folder.path(), words);
        EXPECT_EQ(told.status, 1);
        EXPECT_THAT(told.errors, AllOf(HasSubstr("pictbook.db"), HasSubstr("not a database")));
        EXPECT_EQ(lines_of(told.errors), 1u) << told.errors;
    }
}

TEST(MigratePostgres, SaysThatItIsAwayWithoutItsPassword) {  // RUN-12, DB-28
    const TemporaryFolder folder;
    const Program::Variables variables{{"DATABASE_URL", "postgresql://somebody:hidden@127.0.0.1:1/book"}};
    for (const std::vector<std::string>& words : {std::vector<std::string>{"migrate"}, {"migrate", "--dry-run"}}) {
        const Told told = run_program(folder.path(), words, variables);
        EXPECT_EQ(told.status, 1);
        EXPECT_THAT(told.errors, AllOf(HasSubstr("book at 127.0.0.1:1"), testing::Not(HasSubstr("hidden"))));
        EXPECT_EQ(lines_of(told.errors), 1u) << told.errors;
    }
}

}  // namespace pictbook::test
