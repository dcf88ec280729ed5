// The secret that the first start makes, and what may come between.
#include "cli/secret.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "support/program.hpp"
#include "unit/cli/small_files.hpp"

namespace pictbook::cli {

namespace {

namespace fs = std::filesystem;

class Secret : public testing::Test {
protected:
    std::string load() const { return load_or_make_secret(folder_.path()); }
    fs::path file() const { return folder_.path() / "secret"; }
    fs::path unfinished() const { return folder_.path() / "secret.new"; }

    const test::TemporaryFolder folder_;
};

}  // namespace

// RUN-5
TEST_F(Secret, IsMadeOnceForItsOwner) {
    const std::string secret = load();
    EXPECT_EQ(secret.size(), 64u);
    EXPECT_EQ(load(), secret);
    EXPECT_EQ(fs::status(file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_FALSE(fs::exists(unfinished()));
}

// RUN-5
TEST_F(Secret, IsNotThereWhenTheDiskWasFull) {
    for (const rlim_t room : {rlim_t{0}, rlim_t{10}}) {
        const SmallFiles full(room);
        EXPECT_THROW(load(), std::runtime_error);
        EXPECT_TRUE(fs::is_empty(folder_.path())) << room;
    }
    EXPECT_EQ(load(), load());
}

// RUN-5
TEST_F(Secret, IsMadeAlthoughOneWasNotFinished) {
    std::ofstream(unfinished()) << "half of it";
    EXPECT_EQ(load().size(), 64u);
    EXPECT_EQ(load(), load());
    EXPECT_FALSE(fs::exists(unfinished()));
}

// RUN-5
TEST_F(Secret, TakesThePlaceOfNothing) {
    fs::create_symlink(folder_.path() / "not mounted/secret", file());
    EXPECT_THROW(load(), std::runtime_error);
    EXPECT_TRUE(fs::is_symlink(file()));
    EXPECT_FALSE(fs::exists(unfinished()));
}

}  // namespace pictbook::cli
