// How the program starts and what it needs: RUN-1 to RUN-5, RUN-8.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "support/program.hpp"
#include "support/server.hpp"

namespace pictbook::test {

namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

const Program::Variables kAnyPort{{"PORT", "0"}, {"RATE_LIMIT", "off"}, {"LOG_LEVEL", "warning"}};

Program::Variables with(const std::string& name, const std::string& value) {
    Program::Variables out = kAnyPort;
    out[name] = value;
    return out;
}

std::string sign_up_body() {
    return R"({"name":"Ada Lovelace","email":"ada@example.com","password":")" + kPassword + R"("})";
}

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(folder)) out.push_back(entry.path().filename());
    std::sort(out.begin(), out.end());
    return out;
}

unsigned mode_of(const fs::path& path) {
    struct stat found{};
    EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
    return found.st_mode & 0777;
}

/// One line that holds all of `words`, and nothing else; and a status that is not 0.
void expect_refusal(Program& program, const std::vector<std::string>& words) {
    EXPECT_GT(program.wait(), 0);
    const std::string errors = program.errors();
    EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
    for (const std::string& word : words) EXPECT_THAT(errors, HasSubstr(word));
    EXPECT_EQ(program.output(), "");
}

}  // namespace

TEST(Start, NeedsNoConfigurationAndKeepsEverythingInData) {  // RUN-1, DB-10
    const TemporaryFolder folder;
    Program program(folder.path(), {"serve"}, {{"PORT", "0"}});
    ASSERT_TRUE(program.wait_for_output("\n")) << program.errors();
    char local[64];
    std::snprintf(local, sizeof local, " 00000000:%04X 00000000:0000 0A ", static_cast<unsigned>(program.port()));
    EXPECT_THAT(read_file("/proc/net/tcp"), HasSubstr(local));
    const Person ada(program.port());
    EXPECT_EQ(ada.post("/auth/sign-up/email", sign_up_body()).status, 200);
    EXPECT_EQ(ada.upload("/projects/" + make_book(ada) + "/images", {{"a.png", "no image"}}).status, 400);
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0);
    EXPECT_EQ(names_in(folder.path()), (std::vector<std::string>{"data"}));
    EXPECT_THAT(names_in(folder.path() / "data"), testing::IsSupersetOf({"pictbook.db", "secret"}));
    EXPECT_EQ(mode_of(folder.path() / "data"), 0700u);
}

TEST(Start, EndsWithOneLineThatTellsWhereAndWhat) {  // RUN-2
    const TemporaryFolder folder;
    Program program(folder.path(), {"serve"}, kAnyPort);
    ASSERT_TRUE(program.wait_for_output("\n")) << program.errors();
    const std::string line = program.output(), address = "http://localhost:" + std::to_string(program.port());
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
    EXPECT_THAT(line, HasSubstr("listens on " + address + " "));
    EXPECT_THAT(line, HasSubstr("SQLite ./data/pictbook.db"));
    EXPECT_THAT(line, HasSubstr("files in ./data/blobs"));
    EXPECT_THAT(line, HasSubstr("documentation: " + address + "/docs\n"));
    EXPECT_EQ(Person(program.port()).get("/docs").status, 200);
}

TEST(Start, ReadsSettingsFromTheEnvironmentThenFromAFile) {  // RUN-3
    const TemporaryFolder folder;
    std::ofstream(folder.path() / ".env")
        << "# of this test\nPICTBOOK_DATA=./elsewhere\nexport PICTSHARE_BOOK_ENV=\"blue\"\n"
           "DEFAULT_VISIBILITY='PUBLIC'\nHOST = 127.0.0.1\nPORT=1\n";
    Program program(folder.path(), {"serve"}, with("DEFAULT_VISIBILITY", "LINK"));
    ASSERT_TRUE(program.wait_for_output("\n")) << program.errors();
    EXPECT_THAT(program.output(), HasSubstr("listens on http://127.0.0.1:"));
    const Person ada(program.port());
    EXPECT_EQ(ada.post("/auth/sign-up/email", sign_up_body()).status, 200);
    EXPECT_TRUE(ada.cookies.contains("pctsh-book-blue.session_token"));
    EXPECT_EQ(ada.get("/projects/" + make_book(ada) + "/settings").at("/visibility"), "LINK");
    EXPECT_TRUE(fs::exists(folder.path() / "elsewhere" / "pictbook.db"));
    EXPECT_FALSE(fs::exists(folder.path() / "data"));
}

TEST(Start, RefusesASettingThatIsNone) {  // RUN-4
    const std::vector<std::pair<std::string, std::string>> settings{{"PORT", "abc"},
                                                                    {"PORT", "65536"},
                                                                    {"PORT", "-1"},
                                                                    {"PORT", "80 "},
                                                                    {"HOST", "localhost"},
                                                                    {"HOST", "256.1.1.1"},
                                                                    {"WORKERS", "0"},
                                                                    {"RATE_LIMIT", "maybe"},
                                                                    {"LIMIT_SIGN_IN", "3"},  // LIMIT-11
                                                                    {"LIMIT_CANVAS", "0/10"},
                                                                    {"DEFAULT_VISIBILITY", "members"},
                                                                    {"LOG_LEVEL", "loud"},
                                                                    {"LOG_FORMAT", "xml"},
                                                                    {"FRONTEND_URL", "localhost:3000"},
                                                                    {"PUBLIC_URL", "ftp://x"},
                                                                    {"BETTER_AUTH_URL", "x"},
                                                                    {"PICTSHARE_BOOK_ENV", "a;b"},
                                                                    {"WS_MAX_MESSAGE", "1"},
                                                                    {"TRUSTED_PROXIES", "10.0.0.0/33"},
                                                                    {"REDIS_URL", "localhost:6379"},
                                                                    {"REDIS_TLS_CA", "ca.pem"}};
    for (const auto& [name, value] : settings) {
        const TemporaryFolder folder;
        Program program(folder.path(), {"serve"}, with(name, value));
        SCOPED_TRACE(name + "=" + value);
        expect_refusal(program, {name});
    }
}

TEST(Start, RefusesAFileThatIsNoListOfSettings) {  // RUN-4
    const TemporaryFolder folder;
    std::ofstream(folder.path() / ".env") << "HOST=127.0.0.1\nnonsense\n";
    Program program(folder.path(), {"serve"}, kAnyPort);
    expect_refusal(program, {".env"});
}

TEST(Start, RefusesAnAddressThatIsInUse) {  // RUN-4
    const TestServer server;
    const TemporaryFolder folder;
    Program program(folder.path(), {"serve"}, with("PORT", std::to_string(server.port())));
    expect_refusal(program, {std::to_string(server.port()), "in use"});
    EXPECT_EQ(server.nobody().get("/auth/ok").status, 200);
}

TEST(Start, RefusesADataFolderThatCannotBeOne) {  // RUN-4
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "data") << "a file";
    Program program(folder.path(), {"serve"}, kAnyPort);
    expect_refusal(program, {"data"});
}

TEST(Start, RefusesADataFolderThatIsInUse) {  // RUN-8
    const TestServer server;
    const Person ada = server.sign_up();
    const TemporaryFolder folder;
    Program program(folder.path(), {"serve"}, with("PICTBOOK_DATA", (server.folder() / "data").string()));
    expect_refusal(program, {(server.folder() / "data").string()});
    EXPECT_EQ(ada.get("/projects/" + make_book(ada)).status, 200);
}

TEST(EmbeddedStart, MakesASecretOnceAndKeepsSessionsOverARestart) {  // RUN-5
    TestServer server;
    const fs::path secret = server.folder() / "data" / "secret";
    EXPECT_EQ(mode_of(secret), 0600u);
    const std::string made = read_file(secret);
    EXPECT_GE(made.size(), 32u);
    Person ada = server.sign_up();
    const std::string id = user_id(ada);
    EXPECT_EQ(server.stop(SIGTERM), 0);
    server.start();
    EXPECT_EQ(read_file(secret), made);
    Person again(server.port());
    again.cookies = ada.cookies;
    EXPECT_EQ(user_id(again), id);
    EXPECT_EQ(again.get("/projects").status, 200);
}

TEST(Start, WarnsOfAShortSecret) {  // RUN-21
    for (const std::string& secret : {std::string(31, 's'), std::string(32, 's')}) {
        const TemporaryFolder folder;
        Program program(folder.path(), {"serve"},
                        {{"PORT", "0"}, {"HOST", "127.0.0.1"}, {"BETTER_AUTH_SECRET", secret}});
        ASSERT_TRUE(program.wait_for_output("listens on"));
        program.signal(SIGTERM);
        EXPECT_EQ(program.wait(), 0);
        EXPECT_EQ(program.errors().find("BETTER_AUTH_SECRET is short") != std::string::npos, secret.size() < 32);
        EXPECT_EQ(program.errors().find("sss"), std::string::npos);
    }
}

TEST(Start, KeepsNoSecretThatItWasGiven) {  // RUN-5
    const TestServer server({{"BETTER_AUTH_SECRET", "a secret of the environment, long enough"}});
    EXPECT_FALSE(fs::exists(server.folder() / "data" / "secret"));
    EXPECT_EQ(server.sign_up().get("/projects").status, 200);
}

}  // namespace pictbook::test
