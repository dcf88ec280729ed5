#include "cli/backup_commands.hpp"

#include <cstdio>
#include <iostream>
#include <stdexcept>

#include "base/ids.hpp"
#include "base/make_folder.hpp"
#include "base/waiting.hpp"
#include "cli/archive_check.hpp"
#include "cli/backup.hpp"
#include "cli/compare.hpp"
#include "cli/restore.hpp"
#include "cli/scratch.hpp"
#include "cli/secret.hpp"

namespace pictbook::cli {

namespace {

/// What a restore needs beside the store, on its file system: a photo is renamed into place. Only whoever holds the data folder
/// uses it.
class RestoringFolder {
public:
    explicit RestoringFolder(const std::filesystem::path& data) : path_(data / "restoring") {
        std::filesystem::remove_all(path_);  // what a crash left
        make_folder(path_);
    }
    ~RestoringFolder() {
        std::error_code nobody_to_tell;
        std::filesystem::remove_all(path_, nobody_to_tell);
    }
    RestoringFolder(const RestoringFolder&) = delete;
    RestoringFolder& operator=(const RestoringFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::unique_ptr<db::Db> open_current(const Openers& openers) {
    std::unique_ptr<db::Db> db = openers.db();
    if (!db->missing_steps().empty())
        throw std::runtime_error(db->describe() + " has not this version's schema: run `pictbook migrate` first");
    return db;
}

void tell_keys(const std::vector<std::string>& keys, const char* what) {
    for (const std::string& key : keys) std::printf("%s %s\n", what, key.c_str());
}

Checked check_and_tell(const std::filesystem::path& file, const Scratch& scratch) {
    Checked checked = check_archive(file, scratch.path());
    const Manifest& manifest = checked.manifest;
    std::printf("%s is whole: %zu rows and %zu photos, made at %s by Pictbook %s\n", file.c_str(),
                sum_of(manifest.rows), count_objects(manifest), to_iso(manifest.created).c_str(),
                manifest.version.c_str());
    tell_keys(manifest.missing, "was missing in the store:");
    tell_keys(manifest.other_size, "had another size than its row says:");
    return checked;
}

}  // namespace

void back_up(const Config& config, const Openers& openers, const std::filesystem::path& file) {
    const std::unique_ptr<db::Db> db = open_current(openers);
    const std::unique_ptr<blob::Blobs> blobs = openers.blobs();
    const Made made = wait_for(
        make_backup({*db, *blobs}, {std::filesystem::absolute(file), config.backup.kept_settings, make_token()}));
    std::printf("backed up %zu rows and %zu photos to %s, %llu bytes\n", made.rows, made.objects, file.c_str(),
                static_cast<unsigned long long>(made.bytes));
    tell_keys(made.missing, "missing in the store:");
    tell_keys(made.other_size, "of another size than its row says:");
}

void restore(const Config& config, const Openers& openers, const std::filesystem::path& file) {
    const DataFolder folder(config.data);
    const std::unique_ptr<db::Db> db = openers.db();
    db->migrate();
    const std::unique_ptr<blob::Blobs> blobs = openers.blobs();
    const RestoringFolder restoring(config.data);
    const Copied copied = restore_archive(file, {*db, *blobs}, restoring.path());
    std::printf("restored %zu rows and %zu photos to %s, %s\n", copied.rows, copied.objects, db->describe().c_str(),
                blobs->describe().c_str());
    if (copied.missing > 0) std::printf("%zu photos were missing when the backup was made\n", copied.missing);
}

void verify(const std::filesystem::path& file) {
    const Scratch scratch(std::filesystem::temp_directory_path());
    check_and_tell(file, scratch);
}

int verify_with_store(const Openers& openers, const std::filesystem::path& file) {
    const Scratch scratch(std::filesystem::temp_directory_path());
    const Checked checked = check_and_tell(file, scratch);
    const std::unique_ptr<db::Db> db = open_current(openers);
    const std::unique_ptr<blob::Blobs> blobs = openers.blobs();
    const Differences found = compare_with_store(checked, {*db, *blobs}, scratch.path(), std::cout);
    std::cout.flush();
    const std::string place = db->describe() + ", " + blobs->describe();
    if (found.rows == 0 && found.objects == 0) {
        std::printf("the store is byte-equal: %s\n", place.c_str());
        return 0;
    }
    std::printf("the store differs by %zu rows and %zu photos: %s\n", found.rows, found.objects, place.c_str());
    return 1;
}

}  // namespace pictbook::cli
