// What can't work as it is set: the start and the doctor say the same sentence.
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <fstream>

#include "support/postgres.hpp"
#include "support/program.hpp"
#include "support/redis.hpp"
#include "support/s3.hpp"

namespace pictbook::test {

namespace {

using testing::HasSubstr;
using testing::Not;
using Variables = Program::Variables;

constexpr const char* kSecret = "hunter2";

Variables s3_with(const std::string& name, const std::string& value) {
    const blob::S3Options& bucket = shared_s3().options();
    Variables out{{name, value}};
    out.merge(Variables{{"S3_ENDPOINT", bucket.endpoint},
                        {"S3_BUCKET_NAME", bucket.bucket},
                        {"S3_ACCESS_KEY_ID", bucket.access_key_id},
                        {"S3_SECRET_ACCESS_KEY", bucket.secret_access_key}});
    return out;
}

Variables on_any_port(Variables variables) {
    variables.merge(Variables{{"PORT", "0"}, {"HOST", "127.0.0.1"}});
    return variables;
}

/// The start ends with this sentence, and the doctor says it of `part`.
void expect_same_sentence(const Variables& variables, const std::string& part, const std::string& sentence) {
    SCOPED_TRACE(sentence);
    const TemporaryFolder folder;
    const Told start = run_program(folder.path(), {"serve"}, on_any_port(variables));
    EXPECT_EQ(start.status, 1);
    EXPECT_EQ(start.output, "");
    EXPECT_EQ(start.errors, "pictbook: " + sentence + "\n");
    const Told doctor = run_program(folder.path(), {"doctor"}, on_any_port(variables));
    EXPECT_EQ(doctor.status, 1);
    EXPECT_THAT(doctor.output, HasSubstr("wrong  " + part + ": " + sentence + "\n"));
    EXPECT_THAT(start.errors + doctor.output + doctor.errors, Not(HasSubstr(kSecret)));
}

/// It starts nevertheless, and the doctor says `sentence` of `part`.
void expect_start_without(const Variables& variables, const std::string& part, const std::string& sentence) {
    SCOPED_TRACE(sentence);
    const TemporaryFolder folder;
    Program server(folder.path(), {"serve"}, on_any_port(variables));
    EXPECT_TRUE(server.wait_for_output(" listens on ")) << server.errors();
    server.signal(SIGTERM);
    EXPECT_EQ(server.wait(), 0);
    const Told doctor = run_program(folder.path(), {"doctor"}, on_any_port(variables));
    EXPECT_EQ(doctor.status, 1);
    EXPECT_THAT(doctor.output, HasSubstr("wrong  " + part + ": " + sentence));
    EXPECT_THAT(server.errors() + doctor.output, Not(HasSubstr(kSecret)));
}

}  // namespace

TEST(Misconfigured, Postgres) {  // RUN-14, DB-28, DB-29
    const PostgresServer postgres;
    run_sql(postgres.url(), "CREATE ROLE guarded LOGIN PASSWORD 'right'");
    const std::string there = "127.0.0.1:" + std::to_string(postgres.port()), at = "PostgreSQL book at ";
    const auto expect = [](const std::string& url, const std::string& sentence) {
        expect_same_sentence({{"DATABASE_URL", url}}, "database", sentence);
    };
    expect("postgresql://guarded:hunter2@" + there + "/book",
           at + there + " can't be used: it refused the user or the password");
    expect("postgresql://guarded@" + there + "/book",
           at + there + " can't be used: it wants a password, and DATABASE_URL has none");
    expect("postgresql://postgres:hunter2@" + there + "/book",
           at + there + " can't be used: it has no database of this name");
    expect("postgresql://postgres:hunter2@" + there + "/book?sslmode=require",
           at + there + " can't be used: it has no TLS, which sslmode asks for");
    expect("postgresql://u:hunter2@127.0.0.1:1/book", at + "127.0.0.1:1 can't be used: Connection refused");
    expect("postgresql://u:hunter2@host.invalid/book",
           at + "host.invalid:5432 can't be used: there is no host of this name");
    expect("postgresql://u:hunter2@h/book?sslmode=hunter2",
           at + "h:5432 can't be used: DATABASE_URL has an invalid sslmode value");
    expect("postgresql://u:hunter2@h:x/book", "DATABASE_URL must be like postgresql://user:password@host:5432/name");
}

TEST(Misconfigured, Redis) {  // RUN-14
    const RedisServer redis({"--requirepass", "right"});
    const std::string there = "127.0.0.1:" + std::to_string(redis.port());
    const auto expect = [](const std::string& url, const std::string& sentence) {
        expect_same_sentence({{"REDIS_URL", url}}, "redis", sentence);
    };
    expect("redis://:hunter2@" + there, "Redis at " + there + " refuses the user or the password of REDIS_URL");
    expect("redis://" + there, "Redis at " + there + " wants a password, and REDIS_URL has none");
    expect("redis//:hunter2@x", "REDIS_URL must be redis:// or rediss://[user:password@]host[:port][/database]");
}

TEST(Misconfigured, S3) {  // RUN-14
    const std::string server = "127.0.0.1:" + std::to_string(shared_s3().port());
    expect_same_sentence(s3_with("S3_SECRET_ACCESS_KEY", kSecret), "objects",
                         "S3_SECRET_ACCESS_KEY is not the one of S3_ACCESS_KEY_ID at the S3 server at " + server);
    expect_same_sentence(s3_with("S3_ACCESS_KEY_ID", "nobody"), "objects",
                         "S3_ACCESS_KEY_ID is not known to the S3 server at " + server);
    expect_same_sentence(s3_with("S3_BUCKET_NAME", "absent"), "objects",
                         "S3_BUCKET_NAME: there is no bucket absent at " + server);
}

TEST(Misconfigured, DataFolderAndAddress) {  // RUN-14, RUN-4
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "file").string();
    std::ofstream(file) << "in the way";
    expect_same_sentence({{"PICTBOOK_DATA", file}}, "data folder",
                         "PICTBOOK_DATA: the folder " + file + " can't be made: Not a directory");
    expect_same_sentence({{"HOST", "192.0.2.1"}}, "address",
                         "can't listen on port 0 of 192.0.2.1: Cannot assign requested address");
    expect_same_sentence({{"HOST", "localhost"}}, "address",
                         "HOST must be an IP address, such as 0.0.0.0, 127.0.0.1 or ::");
}

TEST(Misconfigured, IsNotWhatIsOnlyAway) {  // RUN-14
    expect_start_without({{"REDIS_URL", "redis://:hunter2@127.0.0.1:1"}}, "redis",
                         "Redis at 127.0.0.1:1 can't be reached: Connection refused\n");
    expect_start_without({{"REDIS_URL", "redis://:hunter2@host.invalid"}}, "redis",
                         "Redis at host.invalid:6379 can't be reached: there is no host of this name\n");
    Variables s3 = s3_with("S3_ENDPOINT", "http://127.0.0.1:1");
    s3["S3_SECRET_ACCESS_KEY"] = kSecret;
    expect_start_without(s3, "objects", "S3_ENDPOINT 127.0.0.1:1: The photo store can't be reached: ");
}

TEST(Misconfigured, IsNotAServerThatRuns) {  // RUN-14
    const TemporaryFolder folder;
    Program server(folder.path(), {"serve"}, on_any_port({}));
    ASSERT_TRUE(server.wait_for_output(" listens on "));
    const std::string port = std::to_string(server.port());
    const Told doctor = run_program(folder.path(), {"doctor"}, {{"HOST", "127.0.0.1"}, {"PORT", port}});
    EXPECT_EQ(doctor.status, 0) << doctor.output;
    EXPECT_THAT(doctor.output, HasSubstr("address: 127.0.0.1 port " + port + ", where a server listens already\n"));
}

}  // namespace pictbook::test
