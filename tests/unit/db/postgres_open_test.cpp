// What the URL may say, what is told when the server can't be used, and what a start may do to a database.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "db/migrations.hpp"
#include "unit/db/postgres_support.hpp"

namespace pictbook::db {

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::unique_ptr<Db> open_at(const std::string& url) {
    PostgresOptions options;
    options.url = url;
    options.connect_deadline = Milliseconds(500);
    return open_postgres(options);
}

/// What open and migrate say about it.
std::string refusal_of(const std::string& url) {
    try {
        open_at(url)->migrate();
    } catch (const std::runtime_error& refusal) {
        return refusal.what();
    }
    return "nothing was thrown";
}

auto one_sentence(const std::string& part) {
    return AllOf(HasSubstr(part), Not(HasSubstr("\n")), Not(HasSubstr("secret")), Not(HasSubstr("guarded")));
}

std::string with_user(const std::string& url, const std::string& user) {
    const std::size_t at = url.find('@');
    return "postgresql://" + user + url.substr(at);
}

/// A server that takes one connection, answers with fixed bytes and says nothing more.
class OddServer {
public:
    explicit OddServer(std::string answer) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(socket_, 1), 0);
        EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this, bytes = std::move(answer)] {
            const int peer = ::accept(socket_, nullptr, nullptr);
            char request[4096];
            if (::recv(peer, request, sizeof request, 0) > 0) ::send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            while (::recv(peer, request, sizeof request, 0) > 0) continue;
            ::close(peer);
        });
    }
    ~OddServer() {
        thread_.join();
        ::close(socket_);
    }
    OddServer(const OddServer&) = delete;
    OddServer& operator=(const OddServer&) = delete;

    std::string place() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string url() const { return "postgresql://guarded:secret@" + place() + "/book?sslmode=disable"; }

private:
    int socket_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

using PostgresOpen = testing::Test;

}  // namespace

TEST_F(PostgresOpen, TheDescriptionNamesThePlaceOnly) {  // DB-28
    EXPECT_EQ(open_at("postgresql://guarded:secret@db.example.org/book")->describe(),
              "PostgreSQL book at db.example.org:5432");
    EXPECT_EQ(open_at("postgres://guarded:secret@[::1]:5433/a%20b")->describe(), "PostgreSQL a b at ::1:5433");
}

TEST_F(PostgresOpen, AUrlThatIsNoneIsRefusedWithoutTellingIt) {  // DB-28
    for (const char* url : {"", "mysql://guarded:secret@host/book", "postgresql://guarded:secret@host:port:1/book",
                            "postgresql://guarded:sec%zzret@host/book", "postgresql://h/book?secret=guarded",
                            "postgresql://h/book?sslmode=%zz", "postgresql://guarded:secret%00@h/book"})
        EXPECT_THAT(refusal_of(url), one_sentence("DATABASE_URL must be like")) << url;
}

TEST_F(PostgresOpen, WhatOnlyTheOriginalsLibraryKnowsIsLeftOut) {
    const std::string url = postgres_server().create_database();
    test::run_sql(url, "CREATE SCHEMA \"other place\"");
    open_at(url +
            "?schema=other%20place&connection_limit=5&pool_timeout=2&pgbouncer=false&sslmode=disable"
            "&sslaccept=accept_invalid_certs")
        ->migrate();
    EXPECT_EQ(test::run_sql(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'other place'")[0][0], "25");
    EXPECT_EQ(test::run_sql(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")[0][0], "0");
    EXPECT_THAT(refusal_of(url + "?schema=absent"), one_sentence("no schema of the name"));
}

TEST_F(PostgresOpen, WhatTheOriginalsLibraryWouldHoldAndWeWouldNotIsRefused) {  // DB-34
    const std::string url = "postgresql://guarded:secret@127.0.0.1:1/book?connection_limit=5&";
    EXPECT_THAT(refusal_of(url + "sslaccept=strict"), one_sentence("sslmode=verify-full and sslrootcert=FILE"));
    EXPECT_THAT(refusal_of(url + "pgbouncer=true"), one_sentence("name PostgreSQL itself"));
    EXPECT_THAT(refusal_of(url + "sslaccept=%73trict"), one_sentence("sslmode=verify-full"));
}

TEST_F(PostgresOpen, EachReasonIsOneSentence) {  // DB-28, DB-29
    const std::string url = postgres_server().create_database();
    test::run_sql(url,
                  "DO $$ BEGIN CREATE ROLE guarded LOGIN PASSWORD 'right'; "
                  "EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    EXPECT_THAT(refusal_of(with_user(url, "guarded:secret")), one_sentence("refused the user or the password"));
    EXPECT_THAT(refusal_of(with_user(postgres_server().url("nowhere"), "postgres:secret")),
                one_sentence("no database of this name"));
    EXPECT_THAT(refusal_of("postgresql://guarded:secret@127.0.0.1:1/book"), one_sentence("Connection refused"));
    EXPECT_THAT(refusal_of("postgresql://guarded:secret@host.invalid/book"), one_sentence("book at host.invalid:5432"));
    EXPECT_THAT(refusal_of(with_user(url, "guarded:right")), one_sentence("permission denied"));
}

/// Authenticated; its version, of four characters; ready.
std::string greeting_of(const std::string& version) {
    using namespace std::string_literals;
    return "R\0\0\0\x08\0\0\0\0S\0\0\0\x18server_version\0"s + version + "\0Z\0\0\0\x05I"s;
}

TEST_F(PostgresOpen, AServerThatSaysNothingIsGivenUp) {  // DB-29
    const OddServer silent("");
    const Monotonic::time_point begin = Monotonic::now();
    EXPECT_THAT(refusal_of(silent.url()), one_sentence("does not answer"));
    EXPECT_LT(Monotonic::now() - begin, Seconds(2));
}

TEST_F(PostgresOpen, AServerThatSaysNothingToTheSettingsIsGivenUp) {  // DB-29
    const OddServer silent(greeting_of("15.1"));
    EXPECT_THAT(refusal_of(silent.url()), one_sentence("does not answer"));
}

TEST_F(PostgresOpen, AHostThatSaysNothingLeavesTimeForTheNext) {  // DB-37
    const OddServer silent("");
    const std::string url = postgres_server().create_database();
    PostgresOptions options;
    const std::size_t place = url.find('@') + 1;
    options.url = url.substr(0, place) + silent.place() + "," + url.substr(place);
    EXPECT_EQ(open_postgres(options)->migrate().size(), migrations().size());
    EXPECT_THAT(refusal_of("postgresql://guarded:secret@127.0.0.1:1,127.0.0.1:2/book"),
                one_sentence("book at 127.0.0.1,127.0.0.1:1,2 can't be used: Connection refused"));
}

TEST_F(PostgresOpen, AServerThatIsTooOldIsRefused) {  // DB-29
    const OddServer old(greeting_of("14.9"));
    EXPECT_THAT(refusal_of(old.url()), one_sentence("older than PostgreSQL 15"));
}

TEST_F(PostgresOpen, ADatabaseOfSomethingElseIsLeftAlone) {  // DB-21
    const std::string url = postgres_server().create_database();
    test::run_sql(url, "CREATE TABLE \"User\" (\"id\" integer)");
    EXPECT_THAT(refusal_of(url), one_sentence("neither empty nor one of Pictbook"));
    EXPECT_EQ(test::run_sql(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")[0][0], "1");
}

TEST_F(PostgresOpen, WhatAnExtensionBroughtIsNoContent) {  // DB-21
    const std::string url = postgres_server().create_database();
    test::run_sql(url, "CREATE VIEW v AS SELECT 1; ALTER EXTENSION plpgsql ADD VIEW v");
    EXPECT_EQ(refusal_of(url), "nothing was thrown");
}

TEST_F(PostgresOpen, AStepThatFailsLeavesTheDatabaseAsItWas) {  // DB-11
    const std::string url = postgres_server().create_database();
    test::run_sql(url, "CREATE TYPE \"Role\" AS ENUM ('X')");
    EXPECT_THAT(refusal_of(url), one_sentence("can't be brought to schema 1"));
    EXPECT_EQ(test::run_sql(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")[0][0], "0");
}

TEST_F(PostgresOpen, ASchemaThatCantBeHeldIsToldAsWhatItIs) {  // DB-29
    const std::string url = postgres_server().create_database();
    test::run_sql(url, "REVOKE EXECUTE ON FUNCTION pg_advisory_lock(bigint) FROM PUBLIC");
    EXPECT_THAT(refusal_of(with_user(url, "guarded:right")),
                AllOf(one_sentence("permission denied for function"), Not(HasSubstr("another server"))));
}

TEST_F(PostgresOpen, ServersThatStartTogetherMigrateOnce) {  // DB-22
    const std::string url = postgres_server().create_database();
    std::vector<std::string> said(4);
    std::vector<std::thread> threads;
    for (std::string& each : said)
        threads.emplace_back([&] {
            PostgresOptions options;
            options.url = url;
            try {
                open_postgres(options)->migrate();
            } catch (const std::exception& failure) {
                each = failure.what();
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(said, std::vector<std::string>(4));
    EXPECT_EQ(test::run_sql(url, "SELECT count(*) FROM \"_pictbook_migrations\"")[0][0],
              std::to_string(migrations().size()));
}

TEST_F(PostgresOpen, AStatementOnManyElementsCountsOneRevision) {  // DB-16
    const std::string url = postgres_server().create_database();
    open_at(url)->migrate();
    test::run_sql(url,
                  R"(INSERT INTO "Project" ("id", "name", "updatedAt") VALUES ('a', 'A', now()), ('b', 'B', now()))");
    test::run_sql(url, R"(INSERT INTO "Element" ("id", "type", "x", "y", "width", "height", "updatedAt", "projectId")
        SELECT 'e' || n, 'TEXT', 1, 1, 1, 1, now(), 'a' FROM generate_series(1, 50) AS n)");
    test::run_sql(url, R"(UPDATE "Element" SET "x" = 2; DELETE FROM "Element" WHERE "id" < 'e2')");
    EXPECT_EQ(test::run_sql(url, R"(SELECT "revision" FROM "Project" ORDER BY "id")"), (test::Table{{"3"}, {"0"}}));
    // What the journal's commits write they count themselves.
    test::run_sql(url, R"(UPDATE "Element" SET "x" = 3, "rev" = 7)");
    test::run_sql(url,
                  R"(INSERT INTO "Element" ("id", "type", "x", "y", "width", "height", "updatedAt", "projectId", "rev")
        VALUES ('ours', 'TEXT', 1, 1, 1, 1, now(), 'a', 8))");
    EXPECT_EQ(test::run_sql(url, R"(SELECT "revision" FROM "Project" ORDER BY "id")"), (test::Table{{"3"}, {"0"}}));
    test::run_sql(url, R"(DELETE FROM "Project" WHERE "id" = 'a')");
    EXPECT_EQ(test::run_sql(url, R"(SELECT count(*) FROM "Element")")[0][0], "0");
}

}  // namespace pictbook::db
