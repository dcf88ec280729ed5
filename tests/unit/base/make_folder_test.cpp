#include "base/make_folder.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "support/program.hpp"

namespace pictbook {

namespace fs = std::filesystem;

TEST(MakeFolder, IsItsOwnersOnlyAndLeavesWhatIsThere) {
    const test::TemporaryFolder place;
    const fs::path inner = place.path() / "a" / "b";
    make_folder(inner);
    EXPECT_EQ(fs::status(inner).permissions(), fs::perms::owner_all);
    fs::permissions(inner, fs::perms::all);
    make_folder(inner);
    EXPECT_EQ(fs::status(inner).permissions(), fs::perms::all);
}

TEST(MakeFolder, SaysInOneSentenceWhyNot) {  // RUN-14
    const test::TemporaryFolder place;
    const fs::path file = place.path() / "file";
    std::ofstream(file) << "in the way";
    for (const fs::path& folder : {file, file / "below"}) try {
            make_folder(folder);
            ADD_FAILURE() << folder;
        } catch (const std::runtime_error& failure) {
            EXPECT_EQ(failure.what(), "the folder " + folder.string() + " can't be made: Not a directory");
        }
}

}  // namespace pictbook
