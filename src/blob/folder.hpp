// Files by key below one folder. Nothing follows a link, a file appears whole or not at all, and what put() and
// remove() did is on the disk when they return. Blocking; any number of threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "blob/blobs.hpp"

namespace pictbook::blob {

/// Every failure is Unavailable with a sentence that names no path. A key that is_valid_key refuses is our own bug.
class Folder {
public:
    /// Makes the folder if it isn't there, for its owner only, and removes copies that a crash left behind.
    explicit Folder(const std::filesystem::path& root);

    /// Renames `file` into the folder; on another file system copies it and leaves it. Replaces what was there.
    void put(const std::string& key, const std::filesystem::path& file);
    /// None: there is no such file.
    Descriptor open(const std::string& key) const;
    /// Also removes the folders that become empty. What is not there needs no removing.
    void remove(const std::string& key);
    /// As Blobs::list.
    std::vector<Listed> list(std::string_view prefix, std::string_view after, std::size_t limit) const;
    /// That a file can be made and written here.
    void check() const;

private:
    /// The root and the folders of a key, outermost first.
    using Chain = std::vector<Descriptor>;

    /// Empty: one of the folders is not there (or, when making them, was just removed by somebody else).
    Chain enter(const std::vector<std::string>& folders, bool make) const;
    /// False: `from` is on another file system.
    bool place(int from_folder, const char* from, const std::string& key);
    std::string copy_in(const Descriptor& source);
    void remove_leftovers();

    Descriptor root_;
};

std::uint64_t size_of(const Descriptor& file);
/// Up to `length` bytes; shorter only at the end.
std::string read_at(const Descriptor& file, std::uint64_t offset, std::size_t length);

}  // namespace pictbook::blob
