// A listing of a folder that can't be read everywhere.
#include <gtest/gtest.h>
#include <sys/fsuid.h>
#include <unistd.h>

#include <fstream>

#include "base/result.hpp"
#include "blob/folder.hpp"
#include "support/program.hpp"

namespace pictbook::blob {

namespace {

namespace fs = std::filesystem;

/// As somebody who may do no more than others may; root may read everything. Of this thread alone.
class AsAnybody {
public:
    AsAnybody() : before_(::setfsuid(::geteuid() == 0 ? kNobody : ::geteuid())) {}
    ~AsAnybody() { ::setfsuid(static_cast<uid_t>(before_)); }
    AsAnybody(const AsAnybody&) = delete;
    AsAnybody& operator=(const AsAnybody&) = delete;

private:
    static constexpr uid_t kNobody = 65534;
    int before_;
};

}  // namespace

TEST(FolderList, IsNoneWhereAFolderCantBeRead) {  // DB-19
    const test::TemporaryFolder root;
    fs::create_directories(root.path() / "book/images");
    for (const char* name : {"book/images/one.png", "other"}) std::ofstream(root.path() / name) << name;
    fs::permissions(root.path(), fs::perms::all);
    fs::permissions(root.path() / "book", fs::perms::none);
    const Folder folder(root.path());
    {
        const AsAnybody anybody;
        EXPECT_THROW(folder.list("", "", 10), Unavailable);
        EXPECT_EQ(folder.list("other", "", 10).size(), 1u);
    }
    fs::permissions(root.path() / "book", fs::perms::owner_all);
    EXPECT_EQ(folder.list("", "", 10).size(), 2u);
}

}  // namespace pictbook::blob
