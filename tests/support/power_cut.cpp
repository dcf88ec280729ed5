#include "support/power_cut.hpp"

#include <sys/stat.h>

#include <cstring>
#include <fstream>
#include <functional>
#include <random>
#include <vector>

#include "support/program.hpp"
#include "support/shim/control.hpp"

namespace pictbook::test {

namespace {

namespace fs = std::filesystem;

std::uint64_t inode_of(const fs::path& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

/// A change of a file or of a folder's names that no sync has covered yet.
struct Pending {
    std::uint64_t number;  // of its record
    std::size_t bytes;
    std::function<void()> apply;
};

class Disk {
public:
    Disk(const StoredFiles& before, unsigned seed) : folders_(before.folders), random_(seed), by_chance_(seed != 0) {
        for (const auto& [path, file] : before.files) {
            names_[path] = file.inode;
            contents_[file.inode] = file.bytes;
        }
    }

    void take(const FaultRecord& record, std::string data, const std::string& path, const std::string& new_path) {
        const std::uint64_t inode = record.inode;
        switch (record.kind) {
            case FaultRecord::made:
                pending_.erase(inode);  // of a file that had the number before
                contents_[inode].clear();
                wait(record.folder, 0, [=, this] { add_name(path, inode, record.is_folder != 0); });
                break;
            case FaultRecord::wrote:
                wait(inode, data.size(), [=, this] { write(contents_[inode], record.offset, data); });
                break;
            case FaultRecord::cut:
                wait(inode, 0, [=, this] { contents_[inode].resize(record.offset); });
                break;
            case FaultRecord::renamed:
                wait(record.folder, 0, [=, this] {
                    names_.erase(path);
                    names_[new_path] = inode;
                });
                break;
            case FaultRecord::removed:
                names_.erase(path);
                folders_.erase(path);
                break;
            case FaultRecord::synced:
            case FaultRecord::not_synced:
                settle(inode, record.offset, record.kind == FaultRecord::synced);
                break;
        }
        ++number_;
    }

    PowerCut cut() {
        for (auto& [inode, changes] : pending_)
            for (Pending& each : changes) {
                if (by_chance_ && random_() % 2 == 0)
                    each.apply();
                else
                    out_.lost_bytes += each.bytes;
            }
        out_.files.folders = folders_;
        for (const auto& [path, inode] : names_) out_.files.files[path] = {inode, contents_[inode]};
        return std::move(out_);
    }

private:
    static void write(std::string& bytes, std::uint64_t offset, const std::string& data) {
        bytes.resize(std::max(bytes.size(), offset + data.size()));
        bytes.replace(offset, data.size(), data);
    }

    void add_name(const std::string& path, std::uint64_t inode, bool is_folder) {
        if (is_folder)
            folders_.insert(path);
        else
            names_[path] = inode;
    }

    void wait(std::uint64_t inode, std::size_t bytes, std::function<void()> apply) {
        pending_[inode].push_back({number_, bytes, std::move(apply)});
    }

    void settle(std::uint64_t inode, std::uint64_t before, bool is_done) {
        std::erase_if(pending_[inode], [&](Pending& each) {
            if (each.number >= before) return false;
            if (is_done)
                each.apply();
            else
                out_.lost_bytes += each.bytes;
            return true;
        });
    }

    std::map<std::string, std::uint64_t> names_;
    std::map<std::uint64_t, std::string> contents_;
    std::set<std::string> folders_;
    std::map<std::uint64_t, std::vector<Pending>> pending_;
    std::uint64_t number_ = 0;
    std::mt19937 random_;
    bool by_chance_;
    PowerCut out_;
};

}  // namespace

StoredFiles read_files(const fs::path& folder) {
    StoredFiles out;
    for (const fs::directory_entry& each : fs::recursive_directory_iterator(folder)) {
        if (each.is_directory())
            out.folders.insert(each.path().string());
        else
            out.files[each.path().string()] = {inode_of(each.path()), read_file(each.path())};
    }
    return out;
}

void write_files(const fs::path& folder, const StoredFiles& files) {
    for (const fs::directory_entry& each : fs::directory_iterator(folder)) fs::remove_all(each.path());
    for (const std::string& each : files.folders)  // the outer ones come first
        if (fs::is_directory(fs::path(each).parent_path())) fs::create_directory(each);
    for (const auto& [path, file] : files.files)
        if (fs::is_directory(fs::path(path).parent_path())) std::ofstream(path, std::ios::binary) << file.bytes;
}

PowerCut files_after_power_cut(const StoredFiles& before, const fs::path& records, const fs::path& folder,
                               unsigned seed) {
    Disk disk(before, seed);
    std::ifstream in(records, std::ios::binary);
    FaultRecord record{};
    while (in.read(reinterpret_cast<char*>(&record), sizeof record)) {
        const auto piece = [&](std::size_t size) {
            std::string out(size, '\0');
            in.read(out.data(), static_cast<std::streamsize>(size));
            return out;
        };
        std::string data = piece(record.length);
        const std::string path = piece(record.path), new_path = piece(record.new_path);
        disk.take(record, std::move(data), path, new_path);
    }
    PowerCut out = disk.cut();
    const std::string below = folder.string() + "/";
    std::erase_if(out.files.files, [&](const auto& each) { return !each.first.starts_with(below); });
    return out;
}

}  // namespace pictbook::test
