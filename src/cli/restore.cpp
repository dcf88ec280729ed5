#include "cli/restore.hpp"

#include <fstream>
#include <map>

#include "base/waiting.hpp"
#include "cli/archive_check.hpp"
#include "cli/snapshot.hpp"

namespace pictbook::cli {

using boost::asio::awaitable;

namespace {

constexpr db::Statement kMimeType(R"(SELECT "mimeType" FROM "ImageAsset" WHERE "key" = $1)");

/// Gives the hash of what it has written.
std::string write_photo(ArchiveReader& archive, const std::filesystem::path& photo) {
    std::ofstream out(photo, std::ios::binary | std::ios::trunc);
    Sha256 hash;
    for (std::string_view piece; !(piece = archive.read()).empty();) {
        hash.add(piece);
        out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    }
    out.close();
    if (!out) throw std::runtime_error("can't write " + photo.string());
    return hash.digits();
}

awaitable<std::size_t> put_photos(std::filesystem::path file, const Checked& checked, db::Sql& snapshot,
                                  blob::Blobs& blobs, std::filesystem::path folder) {
    const std::string prefix = kObjectsFolder;
    std::map<std::string_view, std::string_view> hashes;
    for (const Entry& each : checked.manifest.entries) hashes[each.name] = each.sha256;
    std::size_t count = 0;
    ArchiveReader archive(file);
    while (const std::optional<Entry> entry = archive.next()) {
        if (!entry->name.starts_with(prefix)) continue;
        const std::string key = entry->name.substr(prefix.size());
        const std::string hash = write_photo(archive, folder / "photo");
        const db::Rows row = co_await snapshot.run(kMimeType, key);
        if (hash != hashes[entry->name] || row.empty()) throw BadArchive("the archive was changed while it was read");
        co_await blobs.put(key, folder / "photo", std::string(row[0].text("mimeType")));
        ++count;
    }
    co_return count;
}

awaitable<Copied> restore_all(std::filesystem::path file, const Stores& to, std::filesystem::path folder) {
    co_await refuse_one_in_use(to.db);
    const Checked checked = check_archive(file, folder);
    db::SqliteFile snapshot(checked.database);
    Copied copied;
    copied.missing = checked.manifest.missing.size();
    copied.objects = co_await put_photos(file, checked, snapshot, to.blobs, folder);
    copied.rows = sum_of(co_await put_rows(snapshot, to.db, Journals::begun_anew));
    co_return copied;
}

}  // namespace

Copied restore_archive(const std::filesystem::path& file, const Stores& to, const std::filesystem::path& folder) {
    return wait_for(restore_all(file, to, folder));
}

}  // namespace pictbook::cli
