// The listing half of Folder.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>

#include "base/result.hpp"
#include "blob/folder.hpp"
#include "blob/key.hpp"

namespace pictbook::blob {

namespace {

constexpr int kListedFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

struct CloseListing {
    void operator()(DIR* list) const { ::closedir(list); }
};

/// The names in a folder, those of folders with a slash at their end: so they sort as the keys below them do.
std::vector<std::string> names_in(const Descriptor& folder) {
    const int listed = ::openat(folder.number(), ".", kListedFolder);
    const std::unique_ptr<DIR, CloseListing> list(listed < 0 ? nullptr : ::fdopendir(listed));
    if (!list) throw Unavailable("The photo store can't be listed");
    std::vector<std::string> names;
    // Safe on a stream of one's own (POSIX.1-2024). NOLINTNEXTLINE(concurrency-mt-unsafe)
    while (const dirent* entry = ::readdir(list.get())) {
        std::string name = entry->d_name;
        struct stat status{};
        if (name.starts_with('.') || ::fstatat(folder.number(), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
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
                if (const Descriptor inner(::openat(folder.number(), name.c_str(), kListedFolder)); inner)
                    enter(inner, key);
        }
    }

private:
    bool may_hold_more(const std::string& folder) const {
        const bool behind = folder < after_ && !after_.starts_with(folder);
        // No valid key has a longer folder, which also bounds the depth.
        return !behind && (folder.starts_with(prefix_) || prefix_.starts_with(folder)) &&
               is_valid_key(folder.substr(0, folder.size() - 1));
    }

    void take(const Descriptor& folder, const std::string& name, const std::string& key) {
        struct stat status{};
        if (key <= after_ || !key.starts_with(prefix_) || !is_valid_key(key)) return;
        if (::fstatat(folder.number(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return;  // just removed
        const Milliseconds since_epoch =
            Seconds(status.st_mtim.tv_sec) + Milliseconds(status.st_mtim.tv_nsec / 1'000'000);
        found.push_back({key, Time(since_epoch)});
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
