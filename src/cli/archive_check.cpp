#include "cli/archive_check.hpp"

#include <fstream>
#include <map>
#include <set>

#include "blob/key.hpp"

#include "cli/archive_database.hpp"

namespace pictbook::cli {

namespace {

struct Read {
    std::map<std::string, Entry> entries;  // by name, without the manifest
    std::string manifest, manifest_hash;
};

void check_name(const Read& read, const std::string& name) {
    const std::string folder = kObjectsFolder;
    const bool is_object = name.starts_with(folder) && blob::is_valid_key(std::string_view(name).substr(folder.size()));
    const bool known = is_object || name == kDatabaseEntry || name == kSettingsEntry || name == kManifestEntry ||
                       name == kManifestHashEntry;
    if (!known) throw BadArchive("the archive holds " + name + ", which belongs to no backup");
    if (read.entries.contains(name)) throw BadArchive("the archive holds " + name + " twice");
    const bool is_last = name == kManifestEntry ? read.manifest.empty() : name == kManifestHashEntry;
    if ((!read.manifest.empty() && !is_last) || !read.manifest_hash.empty())
        throw BadArchive("the archive holds " + name + " behind its manifest");
}

std::string read_text(ArchiveReader& archive, const Entry& entry) {
    if (entry.size > kMostManifestBytes) throw BadArchive("the archive's " + entry.name + " is too long");
    std::string text;
    for (std::string_view piece; !(piece = archive.read()).empty();) text += piece;
    return text;
}

std::string read_hash(ArchiveReader& archive, std::ostream* out) {
    Sha256 hash;
    for (std::string_view piece; !(piece = archive.read()).empty();) {
        hash.add(piece);
        if (out != nullptr && !out->write(piece.data(), static_cast<std::streamsize>(piece.size())))
            throw std::runtime_error("can't write a copy of the archive's database");
    }
    return hash.digits();
}

Read read_entries(const std::filesystem::path& file, const std::filesystem::path& database) {
    ArchiveReader archive(file);
    Read read;
    while (std::optional<Entry> entry = archive.next()) {
        check_name(read, entry->name);
        if (entry->name == kManifestEntry) {
            read.manifest = read_text(archive, *entry);
        } else if (entry->name == kManifestHashEntry) {
            read.manifest_hash = read_text(archive, *entry);
        } else {
            std::ofstream out;
            if (entry->name == kDatabaseEntry) out.open(database, std::ios::binary | std::ios::trunc);
            entry->sha256 = read_hash(archive, entry->name == kDatabaseEntry ? &out : nullptr);
            read.entries.emplace(entry->name, *entry);
        }
    }
    return read;
}

/// Neither more nor less nor something else.
void check_entries(const Read& read, const Manifest& manifest) {
    std::set<std::string_view> named;
    for (const Entry& each : manifest.entries) {
        named.insert(each.name);
        const auto found = read.entries.find(each.name);
        if (found == read.entries.end()) throw BadArchive("the archive misses " + each.name);
        if (found->second.size != each.size || found->second.sha256 != each.sha256)
            throw BadArchive("the archive's " + each.name + " is not what was backed up: its hash is another one");
    }
    for (const auto& [name, entry] : read.entries)
        if (!named.contains(name)) throw BadArchive("the archive holds " + name + ", which its manifest doesn't name");
    for (const char* needed : {kDatabaseEntry, kSettingsEntry})
        if (!named.contains(needed)) throw BadArchive(std::string("the archive misses ") + needed);
}

}  // namespace

Checked check_archive(const std::filesystem::path& file, const std::filesystem::path& folder) {
    Checked checked;
    checked.database = folder / kDatabaseEntry;
    const Read read = read_entries(file, checked.database);
    if (read.manifest.empty() || read.manifest_hash.empty())
        throw BadArchive("the archive has no manifest: it is no backup, or it was cut off");
    if (hash_line(read.manifest) != read.manifest_hash) throw BadArchive("the archive's manifest was changed");
    checked.manifest = parse_manifest(read.manifest);
    check_entries(read, checked.manifest);
    check_database(checked.database, checked.manifest);
    return checked;
}

}  // namespace pictbook::cli
