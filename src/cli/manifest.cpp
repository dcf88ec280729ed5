#include "cli/manifest.hpp"

#include "base/bytes.hpp"
#include "schema/decode.hpp"
#include "schema/encode.hpp"
#include "schema/json.hpp"

namespace pictbook::cli {

namespace {

constexpr int kFormat = 1;

// As the file has them. Sizes and counts are JSON numbers, exact to 2^53.
struct WrittenEntry {
    std::string name;
    double size = 0;
    std::string sha256;
};
BOOST_DESCRIBE_STRUCT(WrittenEntry, (), (name, size, sha256))

struct WrittenCount {
    std::string table;
    double rows = 0;
};
BOOST_DESCRIBE_STRUCT(WrittenCount, (), (table, rows))

struct WrittenManifest {
    double format = kFormat;
    std::string version;
    double schema = 0;
    Time created;
    std::vector<WrittenCount> rows;
    std::vector<WrittenEntry> entries;
    std::vector<std::string> missing;
    std::vector<std::string> otherSize;
};
BOOST_DESCRIBE_STRUCT(WrittenManifest, (), (format, version, schema, created, rows, entries, missing, otherSize))

constexpr double kMostExact = 9007199254740992.0;  // 2^53

std::uint64_t whole(double number) {
    if (!(number >= 0 && number <= kMostExact)) throw BadArchive("the archive's manifest can't be read");
    return static_cast<std::uint64_t>(number);
}

}  // namespace

std::size_t count_objects(const Manifest& manifest) {
    const auto is_object = [](const Entry& each) { return each.name.starts_with(kObjectsFolder); };
    return static_cast<std::size_t>(std::count_if(manifest.entries.begin(), manifest.entries.end(), is_object));
}

std::string to_json(const Manifest& manifest) {
    WrittenManifest out;
    out.version = manifest.version;
    out.schema = static_cast<double>(manifest.schema);
    out.created = manifest.created;
    for (const RowCount& each : manifest.rows) out.rows.push_back({each.table, static_cast<double>(each.rows)});
    for (const Entry& each : manifest.entries)
        out.entries.push_back({each.name, static_cast<double>(each.size), each.sha256});
    out.missing = manifest.missing;
    out.otherSize = manifest.other_size;
    return schema::to_json(out) + "\n";
}

Manifest parse_manifest(std::string_view text) {
    const auto json = schema::parse_json(text);
    const schema::json::value* format = json && json->is_object() ? json->get_object().if_contains("format") : nullptr;
    if (format == nullptr || !format->is_number()) throw BadArchive("the archive's manifest can't be read");
    if (format->to_number<double>() > kFormat)
        throw BadArchive("the archive was written by a newer version of Pictbook, whose format this one doesn't know");
    const Result<WrittenManifest> read = schema::decode<WrittenManifest>(*json, "manifest");
    if (!read || read->format != kFormat) throw BadArchive("the archive's manifest can't be read");
    Manifest manifest;
    manifest.version = read->version;
    manifest.schema = static_cast<std::int64_t>(whole(read->schema));
    manifest.created = read->created;
    for (const WrittenCount& each : read->rows) manifest.rows.push_back({each.table, whole(each.rows)});
    for (const WrittenEntry& each : read->entries)
        manifest.entries.push_back({each.name, whole(each.size), each.sha256});
    manifest.missing = read->missing;
    manifest.other_size = read->otherSize;
    return manifest;
}

std::string hash_line(std::string_view manifest_text) {
    return to_hex(sha256(manifest_text)) + "  " + kManifestEntry + "\n";
}

}  // namespace pictbook::cli
