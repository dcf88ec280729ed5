// The environment and the file that fills what it leaves out.
#include "base/environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

#include "base/config.hpp"
#include "base/ids.hpp"

namespace pictbook {
namespace {

using testing::Contains;
using testing::Not;
using testing::StartsWith;

/// A file that exists as long as this.
class EnvFile {
public:
    explicit EnvFile(const std::string& text)
        : path_(std::filesystem::temp_directory_path() / ("env-" + make_lower_token(12))) {
        std::ofstream(path_) << text;
    }
    ~EnvFile() { std::filesystem::remove(path_); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

TEST(Environment, TheFileMayQuoteExportAndComment) {
    const EnvFile file(
        "# a comment\n\nPB_A=plain\n  export PB_B = \"two words\" \nPB_C='it''s'\r\nPB_D=\nPB_E=a=b # no comment\n");
    const Environment environment = read_environment(file.path());
    EXPECT_EQ(environment("PB_A"), "plain");
    EXPECT_EQ(environment("PB_B"), "two words");
    EXPECT_EQ(environment("PB_C"), "it''s");
    EXPECT_EQ(environment("PB_D"), std::nullopt);
    EXPECT_EQ(environment("PB_E"), "a=b # no comment");
    EXPECT_EQ(environment("PB_F"), std::nullopt);
    EXPECT_THAT(environment.names(), Contains("PB_C"));
    EXPECT_EQ(environment.with("PB_A", "other")("PB_A"), "other");
    EXPECT_EQ(environment("PB_A"), "plain");
}

TEST(Environment, TheProcessEnvironmentStandsOverTheFile) {
    const EnvFile file("PB_OVER=file\nPB_EMPTY=file\n");
    ::setenv("PB_OVER", "process", 1);
    ::setenv("PB_EMPTY", "", 1);
    const Environment environment = read_environment(file.path());
    EXPECT_EQ(environment("PB_OVER"), "process");
    EXPECT_EQ(environment("PB_EMPTY"), std::nullopt);  // set to nothing: not set, whatever the file says
    EXPECT_THAT(environment.names(), Contains("PB_OVER"));
    EXPECT_THAT(environment.names(), Not(Contains("PB_EMPTY")));
    ::unsetenv("PB_OVER");
    ::unsetenv("PB_EMPTY");
}

TEST(Environment, AnEnvFileThatIsNoneIsNamed) {
    const EnvFile file("PB_A=1\nnonsense\n");
    try {
        read_environment(file.path());
        FAIL() << "the line was taken";
    } catch (const BadConfig& error) {
        EXPECT_THAT(error.what(), StartsWith(file.path().string()));
    }
    EXPECT_EQ(read_environment(file.path().string() + ".absent")("PB_A"), std::nullopt);
}

}  // namespace
}  // namespace pictbook
