// pictbook doctor --orphans: RUN-13. Each test has a store of its own, because removing means everything in it.
#include <gmock/gmock.h>

#include <fstream>

#include "base/ids.hpp"
#include "support/cast.hpp"
#include "support/database.hpp"
#include "support/objects.hpp"
#include "support/postgres.hpp"
#include "support/program.hpp"
#include "support/s3.hpp"

namespace pictbook::test {

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Settings = TestServer::Settings;

Settings embedded_settings() { return {}; }

/// A PostgreSQL database and a bucket that no other file's tests have.
Settings stack() {
    static const S3Server s3(S3Server::Whose::ours);
    return {{"DATABASE_URL", create_postgres_database()},
            {"S3_ENDPOINT", s3.options().endpoint},
            {"S3_BUCKET_NAME", s3.options().bucket},
            {"S3_ACCESS_KEY_ID", s3.options().access_key_id},
            {"S3_SECRET_ACCESS_KEY", s3.options().secret_access_key}};
}

/// A name as the server gives it to a photo.
std::string photo_key(const std::string& book) {
    return book + "/images/1795361156403-" + make_lower_token(12) + ".png";
}

class Orphans : public testing::TestWithParam<Settings (*)()> {
protected:
    Orphans() {
        for (const std::string& key : objects_of(server_, "")) remove_object(server_, key);
        photo_ = ada_.upload("/projects/" + book_ + "/images", {{"a.png", kDot}}).at("/0/key");
    }

    Told doctor(std::vector<std::string> words = {}, const Settings& other = {}) const {
        words.insert(words.begin(), {"doctor", "--orphans"});
        Program::Variables variables = other;
        for (const char* name : {"DATABASE_URL", "S3_ENDPOINT", "S3_BUCKET_NAME", "S3_ACCESS_KEY_ID",
                                 "S3_SECRET_ACCESS_KEY", "PICTBOOK_DATA"})
            if (!server_.setting(name).empty()) variables.emplace(name, server_.setting(name));
        return run_program(server_.folder(), words, variables);
    }
    std::string add_orphan(const std::string& book) const {
        std::string key = photo_key(book);
        put_object(server_, key, "12345");
        return key;
    }

    const TestServer server_{GetParam()()};
    const Person ada_ = server_.sign_up();
    const std::string book_ = make_book(ada_);
    std::string photo_;
};

}  // namespace

TEST_P(Orphans, AreNoneInAStoreThatIsAsItShouldBe) {  // RUN-13
    const Told told = doctor({"--older-than", "0"});
    EXPECT_EQ(told.status, 0) << told.errors;
    EXPECT_EQ(told.output, "1 objects are named by a row, 0 (0 bytes) by none; 0 rows miss their object\n");
    EXPECT_EQ(told.errors, "");
}

TEST_P(Orphans, AreToldAndLeftWhereTheyAre) {  // RUN-13
    const std::string one = add_orphan(book_), gone_book = add_orphan(make_cuid());
    const Told told = doctor({"--older-than", "0"});
    EXPECT_EQ(told.status, 1);
    EXPECT_THAT(told.output,
                AllOf(HasSubstr("orphan " + one + " (5 bytes)\n"), HasSubstr("orphan " + gone_book + " ")));
    EXPECT_THAT(told.output, HasSubstr("1 objects are named by a row, 2 (10 bytes) by none;"));
    EXPECT_THAT(told.output, Not(HasSubstr(photo_)));
    EXPECT_TRUE(has_object(server_, one));
}

TEST_P(Orphans, AreNeitherYoungNorForeignNorPlanned) {  // RUN-13
    add_orphan(book_);
    put_object(server_, "backup/of/something.png", "x");
    put_object(server_, book_ + "/images/notes.txt", "x");
    const Told young = doctor();
    EXPECT_EQ(young.status, 0);
    EXPECT_THAT(young.output, HasSubstr(" 0 (0 bytes) by none;"));
    EXPECT_THAT(young.output, HasSubstr("2 objects are too young to tell\n2 objects are no photos"));
    const std::string planned = add_orphan(book_);
    Database(server_).run("INSERT INTO \"ObjectRemoval\" VALUES ('" + planned + "', '2999-01-01 00:00:00.000', 0)");
    EXPECT_THAT(doctor({"--older-than", "0"}).output,
                AllOf(Not(HasSubstr(planned)), HasSubstr(" 1 (5 bytes) by none;")));
}

TEST_P(Orphans, AreRemovedAndNothingElseIs) {  // RUN-13
    std::vector<std::string> orphans;
    for (int i = 0; i < 45; ++i) orphans.push_back(add_orphan(i % 2 ? book_ : make_cuid()));
    const std::string foreign = book_ + "/images/notes.txt";
    put_object(server_, foreign, "x");
    const Told told = doctor({"--remove", "--older-than", "0"});
    EXPECT_EQ(told.status, 0) << told.errors;
    for (const std::string& key : orphans) {
        EXPECT_THAT(told.output, HasSubstr("removed " + key + "\n"));
        EXPECT_FALSE(has_object(server_, key));
    }
    EXPECT_TRUE(has_object(server_, foreign));
    EXPECT_TRUE(has_object(server_, photo_));
    EXPECT_THAT(told.output, HasSubstr("1 objects are named by a row, 45 (225 bytes) by none and were removed;"));
}

TEST_P(Orphans, OfRowsThatMissTheirObjectAreTold) {  // RUN-13
    const std::string other = make_book(ada_), images = "/projects/" + other + "/images";
    const Reply photos = ada_.upload(images, {{"a.png", kDot}, {"b.png", kDot}});
    remove_object(server_, photo_);
    remove_object(server_, photos.at("/1/key"));
    const Told told = doctor();
    EXPECT_EQ(told.status, 1);
    for (const std::string& key : {photo_, photos.at("/1/key")})
        EXPECT_THAT(told.output, HasSubstr("missing " + key + "\n"));
    EXPECT_THAT(told.output, AllOf(Not(HasSubstr(photos.at("/0/key"))), HasSubstr("; 2 rows miss their object\n")));
    for (const std::string& book : {book_, other}) ada_.remove("/projects/" + book);
    EXPECT_EQ(doctor().status, 0);
}

TEST_P(Orphans, StayWhenTheDatabaseKnowsNoneOfThePhotos) {  // RUN-13
    const TemporaryFolder other;
    const Settings elsewhere{{"DATABASE_URL", create_postgres_database()}};
    EXPECT_THAT(doctor({}, elsewhere).errors, HasSubstr("run `pictbook migrate` first"));
    ASSERT_EQ(run_program(other.path(), {"migrate"}, elsewhere).status, 0);
    const Told told = doctor({"--remove", "--older-than", "0"}, elsewhere);
    EXPECT_EQ(told.status, 1);
    EXPECT_THAT(told.errors, HasSubstr("nothing was removed"));
    EXPECT_TRUE(has_object(server_, photo_));
}

INSTANTIATE_TEST_SUITE_P(Embedded, Orphans, testing::Values(embedded_settings), [](const auto&) { return "disk"; });
INSTANTIATE_TEST_SUITE_P(Stack, Orphans, testing::Values(stack), [](const auto&) { return "s3"; });

TEST(EmbeddedOrphans, AreFoundOnEveryPageOfTheStore) {  // RUN-13
    const TestServer server;
    const Person ada = server.sign_up();
    const std::string book = make_book(ada);
    ada.upload("/projects/" + book + "/images", {{"a.png", kDot}});
    const std::filesystem::path folder = server.folder() / "data" / "blobs";
    for (int i = 0; i < 1100; ++i) {
        const std::filesystem::path file = folder / photo_key(i % 2 ? book : make_cuid());
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << "12345";
    }
    const Program::Variables variables{{"PICTBOOK_DATA", server.setting("PICTBOOK_DATA")}};
    const Told told = run_program(server.folder(), {"doctor", "--orphans", "--remove", "--older-than", "0"}, variables);
    EXPECT_THAT(told.output, HasSubstr("1 objects are named by a row, 1100 (5500 bytes) by none and were removed;"));
    const Told again = run_program(server.folder(), {"doctor", "--orphans", "--older-than", "0"}, variables);
    EXPECT_EQ(again.status, 0) << again.output;
}

TEST(OrphanOptions, NeedTheWord) {  // RUN-13
    const TemporaryFolder folder;
    EXPECT_NE(run_program(folder.path(), {"doctor", "--remove"}).status, 0);
    const Told none = run_program(folder.path(), {"doctor", "--orphans"});
    EXPECT_EQ(none.status, 1);
    EXPECT_THAT(none.errors, HasSubstr("there is no database in "));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace pictbook::test
