#include "cli/archive_database.hpp"

#include <map>
#include <set>

#include "base/waiting.hpp"
#include "cli/snapshot.hpp"

namespace pictbook::cli {

using boost::asio::awaitable;

namespace {

awaitable<std::size_t> count_rows(db::Sql& sql, const Table& table) {
    std::size_t count = 0;
    for (db::Args last = first_key(table);;) {
        const db::Rows rows = co_await sql.execute(table.page, last);
        if (rows.empty()) co_return count;
        count += rows.size();
        last = key_of(table, rows[rows.size() - 1]);
    }
}

awaitable<void> check_counts(db::Sql& sql, const Manifest& manifest) {
    std::map<std::string_view, std::size_t> said;
    for (const RowCount& each : manifest.rows) said[each.table] = each.rows;
    for (const Table& table : copied_tables()) {
        const std::size_t count = co_await count_rows(sql, table);
        if (count != said[table.name])  // an older backup lacks tables that were not there yet
            throw BadArchive("the archive's database has " + std::to_string(count) + " rows of " +
                             std::string(table.name) + ", its manifest says " + std::to_string(said[table.name]));
    }
}

/// Each row has its object with its size, unless the manifest says otherwise, and each object its row.
awaitable<void> check_objects(db::Sql& sql, const Manifest& manifest) {
    const std::string folder = kObjectsFolder;
    std::map<std::string_view, std::uint64_t> objects;
    for (const Entry& each : manifest.entries)
        if (each.name.starts_with(folder)) objects[std::string_view(each.name).substr(folder.size())] = each.size;
    const std::set<std::string_view> missing(manifest.missing.begin(), manifest.missing.end());
    const std::set<std::string_view> other_size(manifest.other_size.begin(), manifest.other_size.end());
    for (std::string last;;) {
        const std::vector<Asset> assets = co_await list_assets(sql, last);
        if (assets.empty()) break;
        for (const Asset& asset : assets) {
            const auto object = objects.find(asset.key);
            if (object == objects.end()) {
                if (!missing.contains(asset.key))
                    throw BadArchive("the archive has a row of the photo " + asset.key + " and not its object");
                continue;
            }
            if (object->second != asset.size && !other_size.contains(asset.key))
                throw BadArchive("the photo " + asset.key + " has not the size that its row says");
            objects.erase(object);
        }
        last = assets.back().key;
    }
    if (!objects.empty())
        throw BadArchive("the archive has the object " + std::string(objects.begin()->first) + " without a row");
}

}  // namespace

void check_database(const std::filesystem::path& database, const Manifest& manifest) {
    try {
        db::SqliteFile file(database);
        const std::string damage = file.find_damage();
        if (!damage.empty()) throw BadArchive("the archive's database is damaged: " + damage);
        file.migrate();
        wait_for(check_counts(file, manifest));
        wait_for(check_objects(file, manifest));
    } catch (const BadArchive&) {
        throw;
    } catch (const std::exception& failure) {
        throw BadArchive(std::string("the archive's database can't be used: ") + failure.what());
    }
}

}  // namespace pictbook::cli
