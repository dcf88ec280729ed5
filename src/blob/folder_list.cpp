// The listing half of Folder.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/result.hpp"
#include "blob/folder.hpp"
#include "blob/key.hpp"

namespace pictbook::blob {

namespace {

constexpr int kListedFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

constexpr const char* kCantList = "The photo store can't be listed";

/// What was just removed, or is no folder any more, holds no object. What can't be looked at for another reason may hold some,
/// which must not be taken for missing.
void expect_gone() {
    if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP) throw Unavailable(kCantList);
}

struct CloseListing {
    void operator()(DIR* list) const { ::closedir(list); }
};

const dirent* next_of(DIR* list) {
    errno = 0;  // stays so at the end
    // Safe on a stream of one's own (POSIX.1-2024). NOLINTNEXTLINE(concurrency-mt-unsafe)
    const dirent* entry = ::readdir(list);
    if (!entry && errno != 0) throw Unavailable(kCantList);
    return entry;
}

/// The names in a folder, those of folders with a slash at their end: so they sort as the keys below them do.
std::vector<std::string> names_in(const Descriptor& folder) {
    const int listed = ::openat(folder.number(), ".", kListedFolder);
    const std::unique_ptr<DIR, CloseListing> list(listed < 0 ? nullptr : ::fdopendir(listed));
    if (!list) throw Unavailable(kCantList);
    std::vector<std::string> names;
    while (const dirent* entry = next_of(list.get())) {
        std::string name = entry->d_name;
        if (name.starts_with('.')) continue;
        struct stat status{};
        if (::fstatat(folder.number(), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
            expect_gone();
            continue;
        }
        if (!S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode)) continue;
        if (S_ISDIR(status.st_mode)) name.push_back('/');
        names.push_back(std::move(name));
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// A walk through the folders in the order of the keys, until enough are found.
class Walk {
public:
    Walk(std::string_view prefix, std::string_view after, std::size_t limit)
        : prefix_(prefix), after_(after), limit_(limit) {}

    std::vector<Listed> found;

    void enter(const Descriptor& folder, const std::string& before) {
        for (const std::string& name : names_in(folder)) {
            if (found.size() >= limit_) return;
            const std::string key = before + name;
            if (!key.ends_with('/'))
                take(folder, name, key);
            else if (may_hold_more(key))
                enter(folder, name, key);
        }
    }

private:
    void enter(const Descriptor& folder, const std::string& name, const std::string& key) {
        const Descriptor inner(::openat(folder.number(), name.c_str(), kListedFolder));
        if (!inner) return expect_gone();
        enter(inner, key);
    }

    bool may_hold_more(const std::string& folder) const {
        const bool behind = folder < after_ && !after_.starts_with(folder);
        // No valid key has a longer folder, which also bounds the depth.
        return !behind && (folder.starts_with(prefix_) || prefix_.starts_with(folder)) &&
               is_valid_key(folder.substr(0, folder.size() - 1));
    }

    void take(const Descriptor& folder, const std::string& name, const std::string& key) {
        struct stat status{};
        if (key <= after_ || !key.starts_with(prefix_) || !is_valid_key(key)) return;
        if (::fstatat(folder.number(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return expect_gone();
        const Milliseconds since_epoch =
            Seconds(status.st_mtim.tv_sec) + Milliseconds(status.st_mtim.tv_nsec / 1'000'000);
        found.push_back({key, Time(since_epoch), static_cast<std::uint64_t>(status.st_size)});
    }

    std::string_view prefix_, after_;
    std::size_t limit_;
};

}  // namespace

std::vector<Listed> Folder::list(std::string_view prefix, std::string_view after, std::size_t limit) const {
    Walk walk(prefix, after, limit);
    walk.enter(root_, "");
    return std::move(walk.found);
}

}  // namespace pictbook::blob
