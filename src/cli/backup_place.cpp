#include "cli/backup_place.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/log.hpp"
#include "base/make_folder.hpp"
#include "base/waiting.hpp"

namespace pictbook::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBeginning = "pictbook-", kEnding = ".tar";
constexpr std::uint64_t kMostInBucket = 5ull << 30;  // bytes that S3 takes in one request
constexpr auto kLeftover = std::chrono::hours(24);

/// `20260131T030000Z` of a name that we gave.
std::optional<Time> due_of(std::string_view name) {
    constexpr std::string_view kPattern = "ddddddddTddddddZ";
    if (name.size() != kBeginning.size() + kPattern.size() + kEnding.size() || !name.starts_with(kBeginning) ||
        !name.ends_with(kEnding))
        return std::nullopt;
    const std::string_view stamp = name.substr(kBeginning.size(), kPattern.size());
    for (std::size_t i = 0; i < stamp.size(); ++i)
        if (kPattern[i] == 'd' ? stamp[i] < '0' || stamp[i] > '9' : stamp[i] != kPattern[i]) return std::nullopt;
    const auto part = [&](std::size_t at, std::size_t size) { return std::string(stamp.substr(at, size)); };
    return parse_time(part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + " " + part(9, 2) + ":" + part(11, 2) + ":" +
                      part(13, 2));
}

bool is_leftover(const fs::directory_entry& entry, const std::vector<std::string_view>& endings) {
    const std::string name = entry.path().filename().string();
    for (const std::string_view end : endings)
        if (name.ends_with(end) && due_of(std::string_view(name).substr(0, name.size() - end.size())))
            return fs::file_time_type::clock::now() - entry.last_write_time() > kLeftover;
    return false;
}

}  // namespace

BackupPlace::BackupPlace(const Config& config, blob::Blobs& blobs)
    : prefix_(config.backup.prefix),
      folder_(prefix_.empty() ? config.backup.folder : config.data / "backups"),
      blobs_(blobs) {
    make_folder(folder_);
}

std::string BackupPlace::describe() const { return prefix_.empty() ? folder_.string() : "s3:" + prefix_; }

fs::path BackupPlace::file_of(Time due) const {
    std::string stamp = to_iso(due).substr(0, 19);
    std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
    return fs::absolute(folder_ / (std::string(kBeginning) + stamp + "Z" + std::string(kEnding)));
}

void BackupPlace::clear_leftovers() const {
    std::vector<std::string_view> endings{".part", ".rows"};
    if (!prefix_.empty()) endings.emplace_back("");  // it was on its way to the bucket
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_))
        if (is_leftover(entry, endings)) fs::remove(entry.path());
}

void BackupPlace::keep(const fs::path& file) const {
    if (prefix_.empty()) return;
    const std::uint64_t bytes = fs::file_size(file);
    std::exception_ptr failure;
    try {
        if (bytes > kMostInBucket)
            throw std::runtime_error("the archive has more than the 5 GiB that a bucket takes at once: name a folder");
        wait_for(blobs_.put(prefix_ + "/" + file.filename().string(), file, "application/x-tar"));
    } catch (...) {
        failure = std::current_exception();
    }
    fs::remove(file);
    if (failure) std::rethrow_exception(failure);
}

void BackupPlace::remove_oldest(std::size_t most) const {
    const std::vector<std::string> names = list();
    for (std::size_t i = 0; i + most < names.size(); ++i) {
        if (prefix_.empty())
            fs::remove(folder_ / names[i]);
        else
            wait_for(blobs_.remove(prefix_ + "/" + names[i]));
        log::info("an old backup was removed", {{"name", names[i]}});
    }
}

std::optional<Time> BackupPlace::find_newest() const {
    const std::vector<std::string> names = list();
    return names.empty() ? std::nullopt : due_of(names.back());
}

std::vector<std::string> BackupPlace::list() const {
    std::vector<std::string> names;
    const auto take = [&](std::string name) {
        if (due_of(name)) names.push_back(std::move(name));
    };
    if (prefix_.empty()) {
        for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) take(entry.path().filename().string());
    } else {
        const std::string before = prefix_ + "/";
        for (std::string last;;) {
            const auto page = wait_for(blobs_.list(before + std::string(kBeginning), last, blob::Blobs::kMostListed));
            if (page.empty()) break;
            for (const blob::Listed& each : page) take(each.key.substr(before.size()));
            last = page.back().key;
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace pictbook::cli
