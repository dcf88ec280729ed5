#include "cli/orphans.hpp"

#include <cstdio>
#include <functional>
#include <set>
#include <stdexcept>

#include "base/waiting.hpp"
#include "blob/key.hpp"
#include "store/orphans.hpp"

namespace pictbook::cli {

using boost::asio::awaitable;

namespace {

struct Counts {
    std::size_t named = 0, orphans = 0, young = 0, foreign = 0;  // objects
    std::uint64_t orphan_bytes = 0;
};

using Take = std::function<awaitable<void>(std::string key, std::uint64_t bytes)>;

/// What of a page may be an orphan.
std::vector<std::string> candidates_of(const std::vector<blob::Listed>& page, Time newest, Counts& counts) {
    std::vector<std::string> keys;
    for (const blob::Listed& each : page) {
        if (!blob::is_photo_key(each.key))
            ++counts.foreign;
        else if (each.stored > newest)
            ++counts.young;
        else
            keys.push_back(each.key);
    }
    return keys;
}

/// Gives every orphan that was stored at `newest` or before to `take`.
awaitable<Counts> walk_objects(db::Db& db, blob::Blobs& blobs, Time newest, Take take) {
    Counts counts;
    for (std::string after;;) {
        const std::vector<blob::Listed> page = co_await blobs.list("", after, blob::Blobs::kMostListed);
        if (page.empty()) co_return counts;
        after = page.back().key;
        std::vector<std::string> keys = candidates_of(page, newest, counts);
        counts.named += keys.size();
        const std::vector<std::string> unnamed = co_await store::find_unnamed_keys(db, std::move(keys));
        counts.named -= unnamed.size();
        for (const std::string& key : unnamed) {
            const std::unique_ptr<blob::Reader> object = co_await blobs.open(key);
            if (!object) continue;  // removed since it was listed, and its removal is no longer planned
            ++counts.orphans;
            counts.orphan_bytes += object->size();
            co_await take(key, object->size());
        }
    }
}

/// Takes those out of `keys` whose objects are listed under the names of their book.
awaitable<void> erase_listed(blob::Blobs& blobs, std::string project_id, std::set<std::string>& keys) {
    const std::string prefix = project_id + "/";
    for (std::string after;;) {
        const std::vector<blob::Listed> page = co_await blobs.list(prefix, after, blob::Blobs::kMostListed);
        for (const blob::Listed& each : page) keys.erase(each.key);
        if (page.size() < blob::Blobs::kMostListed || keys.empty()) co_return;
        after = page.back().key;
    }
}

/// Of the rows of one book. A row that went meanwhile is none.
awaitable<std::size_t> tell_missing(db::Db& db, blob::Blobs& blobs, const std::vector<store::NamedObject>& rows) {
    std::set<std::string> keys;
    for (const store::NamedObject& each : rows) keys.insert(each.key);
    co_await erase_listed(blobs, rows.front().projectId, keys);
    std::size_t missing = 0;
    for (const store::NamedObject& each : rows) {
        if (!keys.contains(each.key)) continue;
        const std::unique_ptr<blob::Reader> object = co_await blobs.open(each.key);
        if (object) continue;
        const bool is_there = co_await store::has_image(db, each.id);
        if (!is_there) continue;
        ++missing;
        std::printf("missing %s\n", each.key.c_str());
    }
    co_return missing;
}

awaitable<std::size_t> walk_rows(db::Db& db, blob::Blobs& blobs) {
    std::size_t missing = 0;
    for (store::NamedObject last;;) {
        const std::vector<store::NamedObject> page = co_await store::list_named_objects(db, last.projectId, last.id);
        if (page.empty()) co_return missing;
        std::vector<store::NamedObject> book;
        for (const store::NamedObject& each : page) {
            if (!book.empty() && book.front().projectId != each.projectId) {
                missing += co_await tell_missing(db, blobs, book);
                book.clear();
            }
            book.push_back(each);
        }
        missing += co_await tell_missing(db, blobs, book);
        last = page.back();
    }
}

awaitable<void> tell_orphan(std::string key, std::uint64_t bytes) {
    std::printf("orphan %s (%llu bytes)\n", key.c_str(), static_cast<unsigned long long>(bytes));
    co_return;
}

/// The removal of everything is more likely to be meant for another database.
void check_names_some(const Counts& counts, const db::Db& db) {
    if (counts.named > 0 || counts.orphans == 0) return;
    throw std::runtime_error("nothing was removed: " + db.describe() + " names none of the " +
                             std::to_string(counts.orphans) + " photos, so it seems to be another store's database");
}

awaitable<int> search_all(db::Db& db, blob::Blobs& blobs, OrphanSearch search) {
    const Time newest = now() - search.least_age;
    Take take = tell_orphan;
    if (search.remove) {
        const auto keep = [](std::string, std::uint64_t) -> awaitable<void> { co_return; };
        check_names_some(co_await walk_objects(db, blobs, newest, keep), db);
        take = [&](std::string key, std::uint64_t) -> awaitable<void> {
            co_await blobs.remove(key);
            std::printf("removed %s\n", key.c_str());
        };
    }
    const Counts counts = co_await walk_objects(db, blobs, newest, take);
    const std::size_t missing = co_await walk_rows(db, blobs);
    std::printf("%zu objects are named by a row, %zu (%llu bytes) by none%s; %zu rows miss their object\n",
                counts.named, counts.orphans, static_cast<unsigned long long>(counts.orphan_bytes),
                search.remove ? " and were removed" : "", missing);
    if (counts.young > 0) std::printf("%zu objects are too young to tell\n", counts.young);
    if (counts.foreign > 0) std::printf("%zu objects are no photos of Pictbook's and left alone\n", counts.foreign);
    co_return missing == 0 && (counts.orphans == 0 || search.remove) ? 0 : 1;
}

}  // namespace

int find_orphans(db::Db& db, blob::Blobs& blobs, const OrphanSearch& search) {
    if (!db.missing_steps().empty())
        throw std::runtime_error(db.describe() + " has not this version's schema: run `pictbook migrate` first");
    return wait_for(search_all(db, blobs, search));
}

}  // namespace pictbook::cli
