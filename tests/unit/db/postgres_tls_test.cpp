// TLS to PostgreSQL, as sslmode says.
#include "support/certificate.hpp"
#include "unit/db/postgres_support.hpp"

namespace pictbook::db {

namespace {

using testing::HasSubstr;

const test::Certificate& certificate() {
    static const test::Certificate one;
    return one;
}

const test::PostgresServer& server() {
    static const test::PostgresServer one(test::PostgresServer::Durability::none, &certificate());
    return one;
}

/// Whether the connection that runs it is encrypted, as the server sees it.
constexpr Statement kEncrypted(R"(SELECT "ssl"::text AS "ssl" FROM "pg_stat_ssl" WHERE "pid" = pg_backend_pid())");

std::string open_and_ask(const std::string& url) {
    PostgresOptions options;
    options.url = url;
    boost::asio::io_context loop(1);
    try {
        const std::unique_ptr<Db> db = open_postgres(options);
        db->migrate();
        std::string answer;
        boost::asio::co_spawn(loop, db->run(kEncrypted), [&](const std::exception_ptr& thrown, const Rows& rows) {
            answer = thrown ? "nothing" : std::string(rows[0].text("ssl"));
        });
        loop.run();
        return answer;
    } catch (const std::runtime_error& failure) {
        return failure.what();
    }
}

std::string trusting(const std::filesystem::path& authority) {
    return "?sslmode=verify-full&sslrootcert=" + authority.string();
}

}  // namespace

TEST(PostgresTls, IsSpokenWhenSslmodeAsksForIt) {  // DB-33
    const std::string url = server().create_database();
    EXPECT_EQ(open_and_ask(url + "?sslmode=require"), "true");
    EXPECT_EQ(open_and_ask(url + trusting(certificate().certificate())), "true");
    EXPECT_EQ(open_and_ask(url + "?sslmode=disable"), "false");
}

TEST(PostgresTls, OfSomebodyElseIsRefused) {  // DB-33, DB-29
    const test::Certificate other;
    const std::string url = server().create_database();
    EXPECT_THAT(open_and_ask(url + trusting(other.certificate())),
                HasSubstr("can't be used: its certificate is not one that sslrootcert trusts"));
    EXPECT_THAT(open_and_ask(url + trusting("/nowhere/root.pem")), HasSubstr("/nowhere/root.pem"));
    const std::string plain = postgres_server().create_database();
    EXPECT_THAT(open_and_ask(plain + "?sslmode=require"), HasSubstr("it has no TLS, which sslmode asks for"));
    const std::string by_name = "postgresql://postgres@localhost" + url.substr(url.rfind(':'));
    EXPECT_THAT(open_and_ask(by_name + trusting(certificate().certificate())), HasSubstr("does not match host name"));
}

}  // namespace pictbook::db
