// A server started on a database of the original: everybody gets in, everything reads back, and the original still runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <thread>

#include "adopt/sample.hpp"
#include "support/comes_true.hpp"
#include "support/postgres.hpp"
#include "support/program.hpp"

namespace pictbook::test {

namespace {

using boost::json::object;
using testing::IsSupersetOf;

constexpr const char* kColumns =
    "SELECT table_name, column_name, udt_name, is_nullable, column_default FROM information_schema.columns "
    "WHERE table_schema = 'public' ORDER BY 1, 2";
constexpr const char* kIndexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1";
constexpr const char* kConstraints =
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2";

constexpr const char* kWaiting =
    R"(SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '"Element"'::regclass)";

/// A program that writes into a table, in a transaction that does not end.
class TableInUse {
public:
    TableInUse(const std::string& url, const std::string& table) : url_(url) {
        const std::string held =
            "SELECT count(*) FROM pg_locks WHERE granted AND mode = 'RowExclusiveLock' AND "
            "relation = '\"" +
            table + "\"'::regclass";
        thread_ = std::thread([this, table] {
            try {
                run_sql(url_, "BEGIN; LOCK TABLE \"" + table + "\" IN ROW EXCLUSIVE MODE; SELECT pg_sleep(60)");
            } catch (const std::runtime_error&) {
                return;  // its end, below
            }
        });
        EXPECT_TRUE(comes_true([&] { return run_sql(url_, held)[0][0] == "1"; }));
    }
    ~TableInUse() {
        run_sql(url_,
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK TABLE%'");
        thread_.join();
    }
    TableInUse(const TableInUse&) = delete;
    TableInUse& operator=(const TableInUse&) = delete;

private:
    const std::string url_;
    std::thread thread_;
};

/// Every row of every table of the original, without our columns.
std::string all_rows(const std::string& url) {
    std::string out;
    for (const char* table : {"User", "Session", "Account", "Verification", "Project", "Member", "Element", "Image",
                              "Text", "Shape", "ImageAsset"}) {
        const std::string sql =
            "SELECT to_jsonb(t) - '{visibility,revision,seq,epoch,journaled,rev,order}'::text[] FROM \"" +
            std::string(table) + "\" t ORDER BY 1";
        for (const auto& row : run_sql(url, sql)) out += std::string(table) + " " + row[0] + "\n";
    }
    return out;
}

/// The server with the sample, started once for the tests that leave it as it is.
struct Adopted {
    Sample sample;
    Table columns = run_sql(sample.database(), kColumns), indexes = run_sql(sample.database(), kIndexes),
          constraints = run_sql(sample.database(), kConstraints);
    std::string rows = all_rows(sample.database());
    TestServer server{sample.settings()};
    std::string book = sample.text("/project/id");
    Adopted() { sample.place_objects(server); }
};

const Adopted& adopted() {
    static const Adopted one;
    return one;
}

std::string path_of(const std::string& url) { return url.substr(url.find('/', url.find("//") + 2)); }

}  // namespace

TEST(Adoption, NothingThatWasThereChanges) {  // DB-20
    const Sample sample;
    const std::string& url = sample.database();
    const Table columns = run_sql(url, kColumns), indexes = run_sql(url, kIndexes),
                constraints = run_sql(url, kConstraints);
    const std::string rows = all_rows(url);
    TestServer server(sample.settings());
    EXPECT_EQ(all_rows(url), rows);
    EXPECT_THAT(run_sql(url, kColumns), IsSupersetOf(columns));
    EXPECT_THAT(run_sql(url, kIndexes), IsSupersetOf(indexes));
    EXPECT_THAT(run_sql(url, kConstraints), IsSupersetOf(constraints));
    EXPECT_EQ(run_sql(url, kIndexes).size(), indexes.size() + 39);  // seven that it lacks, the others of our tables
    server.stop(SIGTERM);
    server.start();
    EXPECT_EQ(all_rows(url), rows);
}

TEST(Adoption, IsToldBeforeAnythingIsDone) {  // RUN-12, DB-20
    const Sample sample;
    const std::string& url = sample.database();
    const Table columns = run_sql(url, kColumns), indexes = run_sql(url, kIndexes);
    const TemporaryFolder folder;
    const Told told = run_program(folder.path(), {"migrate", "--dry-run"}, {{"DATABASE_URL", url}});
    EXPECT_EQ(told.status, 0) << told.errors;
    EXPECT_THAT(told.output,
                testing::StartsWith("would apply 1 original schema (a database of Pictshare Book is taken"));
    EXPECT_THAT(told.output, testing::HasSubstr("ALTER TABLE \"Project\" ADD COLUMN \"visibility\""));
    EXPECT_THAT(told.output, testing::Not(testing::HasSubstr("CREATE TABLE \"User\"")));
    EXPECT_EQ(run_sql(url, kColumns), columns);
    EXPECT_EQ(run_sql(url, kIndexes), indexes);
    const Told done = run_program(folder.path(), {"migrate"}, {{"DATABASE_URL", url}});
    EXPECT_THAT(done.output, testing::StartsWith("applied 1 original schema (a database of Pictshare Book is taken"));
}

TEST(Adoption, LetsBooksBeReadWhileItWaitsAndDoesNotWaitForLong) {  // DB-36
    const Sample sample;
    const std::string& url = sample.database();
    const Table columns = run_sql(url, kColumns), indexes = run_sql(url, kIndexes);
    const TableInUse elements(url, "Element");
    const TemporaryFolder folder;
    Program migration(folder.path(), {"migrate"}, {{"DATABASE_URL", url}});
    EXPECT_TRUE(comes_true([&] { return run_sql(url, kWaiting)[0][0] == "1"; }));
    EXPECT_EQ(run_sql(url, "SET lock_timeout TO 1000; SELECT count(*) > 0 FROM \"Project\"")[0][0], "t");
    EXPECT_EQ(migration.wait(), 1);
    EXPECT_THAT(migration.errors(), testing::HasSubstr("another program has held one of its tables for 10 s"));
    EXPECT_EQ(run_sql(url, kColumns), columns);
    EXPECT_EQ(run_sql(url, kIndexes), indexes);
}

TEST(Adoption, AFreshDatabaseHasTheSameSchema) {  // DB-10, DB-20
    const std::string fresh = create_postgres_database();
    const TestServer server({{"DATABASE_URL", fresh}});
    const std::string& old = adopted().sample.database();
    for (const char* what : {kColumns, kIndexes, kConstraints}) EXPECT_EQ(run_sql(fresh, what), run_sql(old, what));
}

TEST(Adoption, EverybodyGetsInByTheCookieTheyHave) {
    for (const std::size_t user : {0u, 1u}) {
        const Person person = adopted().sample.by_cookie(adopted().server, user);
        const Reply reply = person.get("/auth/get-session");
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.at("/user/id"), adopted().sample.text("/users/" + std::to_string(user) + "/id"));
    }
}

TEST(Adoption, EverybodyGetsInByPassword) {
    for (const std::string user : {"/users/0", "/users/1"}) {  // the second's needs NFKC
        const Sample& sample = adopted().sample;
        const object body{{"email", sample.text(user + "/email")}, {"password", sample.text(user + "/password")}};
        const Person person = adopted().server.nobody();
        const Reply reply = person.post("/auth/sign-in/email", boost::json::serialize(body));
        EXPECT_EQ(reply.status, 200) << reply.body;
        EXPECT_EQ(person.get("/auth/get-session").at("/user/id"), sample.text(user + "/id"));
    }
}

TEST(Adoption, ABookReadsBackAsTheOriginalGaveIt) {
    const Person ada = adopted().sample.by_cookie(adopted().server, 0);
    const Reply book = ada.get("/projects/" + adopted().book);
    EXPECT_EQ(book.json(), adopted().sample.at("/project"));
    EXPECT_EQ(ada.get("/projects/" + adopted().book + "/elements").json(), adopted().sample.at("/project/elements"));
    EXPECT_EQ(ada.get("/projects/" + adopted().book + "/users").json(), adopted().sample.at("/project/members"));
    const Person ben = adopted().sample.by_cookie(adopted().server, 1);
    const Reply books = ben.get("/projects");
    EXPECT_EQ(books.at("/1/id"), adopted().sample.text("/secondProject/id"));
    EXPECT_EQ(books.json().at_pointer("/1"), adopted().sample.at("/secondProject"));
}

TEST(Adoption, ImagesReadBackWithTheirBytes) {
    const Person ada = adopted().sample.by_cookie(adopted().server, 0);
    const Reply reply = ada.get("/projects/" + adopted().book + "/images");
    const boost::json::value found = reply.json(), expected = adopted().sample.at("/images");
    ASSERT_EQ(found.as_array().size(), expected.as_array().size());
    for (std::size_t i = 0; i < found.as_array().size(); ++i) {
        object image = found.at(i).as_object(), recorded = expected.at(i).as_object();
        const std::string src = image["src"].as_string().c_str(), key = recorded["key"].as_string().c_str();
        image.erase("src");
        recorded.erase("src");
        EXPECT_EQ(image, recorded);
        const Reply bytes = adopted().server.nobody().get(path_of(src));
        EXPECT_EQ(bytes.status, 200) << src;
        EXPECT_EQ(bytes.body, adopted().sample.object(key));
        EXPECT_EQ(bytes.header("Content-Type"), recorded["mimeType"].as_string().c_str());
    }
}

TEST(Adoption, BooksThatWereThereAreReadByLinkAndNewOnesByMembers) {  // DB-20
    const Person ada = adopted().sample.by_cookie(adopted().server, 0);
    EXPECT_EQ(ada.get("/projects/" + adopted().book + "/settings").at("/visibility"), "LINK");
    EXPECT_EQ(ada.get("/projects/" + adopted().sample.text("/secondProject/id")).status, 200);
    const std::string made = make_book(ada);
    EXPECT_EQ(ada.get("/projects/" + made + "/settings").at("/visibility"), "MEMBERS");
}

TEST(Adoption, TheOriginalGoesOnWriting) {  // DB-16, DB-20, ELEM-25
    const Sample sample;
    const TestServer server(sample.settings());
    const Person ada = sample.by_cookie(server, 0);
    const std::string book = sample.text("/project/id"), list = "/projects/" + book + "/elements";
    EXPECT_EQ(ada.get(list).json().as_array().size(), 5u);
    // As Prisma writes: its own columns only, enumerations by a cast.
    run_sql(sample.database(), R"(
        INSERT INTO "public"."Project" ("id","name","createdAt","updatedAt") VALUES ('cnew', 'New', now(), now())
            RETURNING "public"."Project"."id", "public"."Project"."name";
        INSERT INTO "public"."Member" ("userId","projectId","role") VALUES
            (')" + sample.text("/users/0/id") +
                                   R"(', 'cnew', CAST('OWNER'::text AS "public"."Role"));
        INSERT INTO "public"."Element" ("id","type","x","y","width","height","updatedAt","projectId") VALUES
            ('celement', CAST('TEXT'::text AS "public"."ElementType"), 1, 2, 3, 4, now(), ')" +
                                   book + R"(');
        INSERT INTO "public"."Text" ("id","content","elementId") VALUES ('ctext', 'from the original', 'celement'))");
    EXPECT_EQ(ada.get(list).json().as_array().size(), 6u);
    EXPECT_EQ(ada.get("/elements/celement").at("/content"), "from the original");
    EXPECT_EQ(ada.get("/projects/cnew/settings").at("/visibility"), "MEMBERS");
    run_sql(sample.database(), R"(DELETE FROM "public"."Element" WHERE "id" = 'celement')");
    EXPECT_EQ(ada.get(list).json().as_array().size(), 5u);
}

TEST(Adoption, WhatWeWriteTheOriginalReads) {
    const Sample sample;
    const TestServer server(sample.settings());
    const Person ada = sample.by_cookie(server, 0);
    const std::string book = sample.text("/project/id");
    const Reply made = ada.post("/projects/" + book + "/elements", element_json("DRAWING"));
    ASSERT_EQ(made.status, 200) << made.body;
    const Table rows = run_sql(sample.database(), R"(SELECT e."type", s."shapeType", s."points", e."createdAt"
        FROM "Element" e JOIN "Shape" s ON s."elementId" = e."id" WHERE e."id" = ')" +
                                                      made.at("/id") + "'");
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0][0], "SHAPE");
    EXPECT_EQ(rows[0][1], "DRAWING");
    EXPECT_EQ(rows[0][2], "{1,2,3.5,-4}");
    EXPECT_EQ(ada.remove("/elements/" + made.at("/id")).status, 200);
}

}  // namespace pictbook::test
