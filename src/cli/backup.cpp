#include "cli/backup.hpp"

#include <fcntl.h>

#include <fstream>
#include <stdexcept>
#include <system_error>

#include "base/log.hpp"
#include "cli/backup_hold.hpp"
#include "cli/object_pieces.hpp"
#include "cli/snapshot.hpp"
#include "db/migrations.hpp"

namespace pictbook::cli {

using boost::asio::awaitable;

namespace {

std::filesystem::path beside(std::filesystem::path file, const char* ending) { return file += ending; }

/// A file of ours, which goes with it.
struct Temporary {
    explicit Temporary(std::filesystem::path file) : path(std::move(file)) {}
    ~Temporary() {
        std::error_code nobody_to_tell;
        std::filesystem::remove(path, nobody_to_tell);
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;

    const std::filesystem::path path;
};

void add_file(ArchiveWriter& archive, Manifest& manifest, const char* name, const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::uint64_t left = std::filesystem::file_size(file);
    archive.begin(name, left);
    for (std::string piece(kPieceBytes, '\0'); left > 0; left -= static_cast<std::uint64_t>(in.gcount())) {
        in.read(piece.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(left, piece.size())));
        if (in.gcount() == 0) throw std::runtime_error("can't read " + file.string());
        archive.write(std::string_view(piece).substr(0, static_cast<std::size_t>(in.gcount())));
    }
    manifest.entries.push_back(archive.end());
}

Entry add_text(ArchiveWriter& archive, const char* name, std::string_view text) {
    archive.begin(name, text.size());
    archive.write(text);
    return archive.end();
}

awaitable<void> add_object(blob::Blobs& blobs, ArchiveWriter& archive, Manifest& manifest, Asset asset,
                           BackupHold& hold) {
    const std::unique_ptr<blob::Reader> reader = co_await blobs.open(asset.key);
    if (!reader) {
        manifest.missing.push_back(asset.key);
        co_return;
    }
    if (reader->size() != asset.size) manifest.other_size.push_back(asset.key);
    archive.begin(kObjectsFolder + asset.key, reader->size());
    ObjectPieces pieces(*reader, asset.key);
    for (std::string piece = co_await pieces.next(); !piece.empty(); piece = co_await pieces.next()) {
        archive.write(piece);
        co_await hold.keep();
    }
    manifest.entries.push_back(archive.end());
}

awaitable<void> add_objects(blob::Blobs& blobs, ArchiveWriter& archive, Manifest& manifest, std::filesystem::path rows,
                            BackupHold& hold) {
    db::SqliteFile snapshot(rows);
    for (std::string last;;) {
        const std::vector<Asset> assets = co_await list_assets(snapshot, last);
        if (assets.empty()) co_return;
        for (const Asset& asset : assets) {
            co_await add_object(blobs, archive, manifest, asset, hold);
            co_await hold.keep();
        }
        last = assets.back().key;
    }
}

/// Nothing is there under the final name before everything is on the disk.
void put_in_place(const std::filesystem::path& part, const std::filesystem::path& file) {
    std::filesystem::rename(part, file);
    const std::filesystem::path parent = file.parent_path();
    const Descriptor folder(::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder || ::fsync(folder.number()) != 0)
        throw std::runtime_error("can't write " + file.string() + ": " + std::generic_category().message(errno));
}

awaitable<Made> write_all(Stores from, const BackupOrder& order, BackupHold& hold) {
    // Looked for only now: before the backup was ours, it may have been the one that another node just made.
    if (std::filesystem::exists(order.file)) throw std::runtime_error(order.file.string() + " is there already");
    Manifest manifest;
    manifest.version = PICTBOOK_VERSION;
    manifest.schema = db::migrations().back().number;
    manifest.created = now();
    ArchiveWriter archive(beside(order.file, ".part"), manifest.created);
    // Only now they are ours: another backup may be at work on the same file.
    const Temporary part(beside(order.file, ".part")), rows(beside(order.file, ".rows"));
    std::filesystem::remove(rows.path);  // what a crash left
    auto keep = [&]() -> awaitable<void> { return hold.keep(); };
    manifest.rows = co_await take_snapshot(from.db, rows.path, keep);
    add_file(archive, manifest, kDatabaseEntry, rows.path);
    manifest.entries.push_back(add_text(archive, kSettingsEntry, order.settings));
    const std::size_t before_objects = manifest.entries.size();
    co_await add_objects(from.blobs, archive, manifest, rows.path, hold);
    const std::string text = to_json(manifest);
    if (text.size() > kMostManifestBytes) throw std::runtime_error("there are more photos than a manifest may name");
    add_text(archive, kManifestEntry, text);
    add_text(archive, kManifestHashEntry, hash_line(text));
    archive.finish();
    Made made;
    made.bytes = std::filesystem::file_size(part.path);
    made.rows = sum_of(manifest.rows);
    made.objects = manifest.entries.size() - before_objects;
    made.missing = std::move(manifest.missing);
    made.other_size = std::move(manifest.other_size);
    put_in_place(part.path, order.file);
    co_return made;
}

}  // namespace

awaitable<Made> make_backup(Stores from, BackupOrder order) {
    BackupHold hold(from.db, order.id, order.stop);
    const bool ours = co_await hold.begin();
    Made made;
    made.begun = ours;
    if (!ours) co_return made;
    std::exception_ptr failure;
    try {
        made = co_await write_all(from, order, hold);
    } catch (...) {
        failure = std::current_exception();
    }
    try {
        co_await hold.end();
    } catch (const std::exception& error) {
        log::warning("removals of photos wait for some minutes", {{"reason", error.what()}});
    }
    if (failure) std::rethrow_exception(failure);
    co_return made;
}

}  // namespace pictbook::cli
