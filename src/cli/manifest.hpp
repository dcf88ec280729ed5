// What is in a backup, as its manifest.json says: behind everything else, and followed by its own hash (manifest.sha256).
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "cli/archive.hpp"
#include "cli/tables.hpp"

namespace pictbook::cli {

inline constexpr const char* kDatabaseEntry = "database.sqlite";
inline constexpr const char* kSettingsEntry = "settings.env";
inline constexpr const char* kObjectsFolder = "objects/";
inline constexpr const char* kManifestEntry = "manifest.json";
inline constexpr const char* kManifestHashEntry = "manifest.sha256";
/// Of manifest.json; it is in memory as a whole. Enough for 1.5 million photos.
inline constexpr std::uint64_t kMostManifestBytes = 256u << 20;

struct Manifest {
    std::string version;  // of the program
    std::int64_t schema = 0;
    Time created;
    std::vector<RowCount> rows;
    std::vector<Entry> entries;           // in the order of the archive, without the manifest itself
    std::vector<std::string> missing;     // objects that rows name and the store did not have
    std::vector<std::string> other_size;  // objects whose size isn't what their row says
};

std::size_t count_objects(const Manifest& manifest);
std::string to_json(const Manifest& manifest);
/// Throws BadArchive: it is none, or of a newer format.
Manifest parse_manifest(std::string_view text);
/// As sha256sum takes it: `<digits>  manifest.json`.
std::string hash_line(std::string_view manifest_text);

}  // namespace pictbook::cli
