// PostgreSQL as a driver of the database contract.
#include "contract/db_suite.hpp"
#include "db/postgres.hpp"
#include "support/postgres.hpp"

namespace pictbook::db {

namespace {

class PostgresPlace : public DbPlace {
public:
    std::unique_ptr<Db> open(std::size_t queue) override {
        PostgresOptions options;
        options.url = url_;
        options.queue = queue;
        return open_postgres(options);
    }

private:
    const std::string url_ = test::create_postgres_database();
};

std::unique_ptr<DbPlace> make_postgres_place() { return std::make_unique<PostgresPlace>(); }

}  // namespace

INSTANTIATE_TEST_SUITE_P(Postgres, DbContract, testing::Values(DbDriver{"postgres", make_postgres_place}),
                         name_of_db_driver);

}  // namespace pictbook::db
