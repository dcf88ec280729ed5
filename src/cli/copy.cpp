#include "cli/copy.hpp"

#include <fstream>
#include <stdexcept>

#include "base/waiting.hpp"
#include "cli/object_pieces.hpp"
#include "cli/scratch.hpp"
#include "cli/snapshot.hpp"

namespace pictbook::cli {

using boost::asio::awaitable;

namespace {

/// False when the source has no such object.
awaitable<bool> copy_object(const Stores& from, const Stores& to, Asset asset, std::filesystem::path file) {
    const std::unique_ptr<blob::Reader> reader = co_await from.blobs.open(asset.key);
    if (!reader) co_return false;
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    ObjectPieces pieces(*reader, asset.key);
    for (std::string piece = co_await pieces.next(); !piece.empty(); piece = co_await pieces.next()) out << piece;
    out.close();
    if (!out) throw std::runtime_error("can't write " + file.string());
    co_await to.blobs.put(asset.key, file, asset.mime_type);
    std::filesystem::remove(file);
    co_return true;
}

/// The rows last and at once: a target that broke off has none.
awaitable<Copied> copy_all(const Stores& from, const Stores& to, std::filesystem::path folder) {
    co_await refuse_one_in_use(to.db);
    const Scratch scratch(folder);
    const std::filesystem::path file = scratch.path() / "rows";
    co_await take_snapshot(from.db, file, go_on);
    db::SqliteFile snapshot(file);
    Copied copied;
    for (std::string last;;) {
        const std::vector<Asset> assets = co_await list_assets(snapshot, last);
        if (assets.empty()) break;
        for (const Asset& asset : assets) {
            const bool found = co_await copy_object(from, to, asset, scratch.path() / "photo");
            ++(found ? copied.objects : copied.missing);
        }
        last = assets.back().key;
    }
    copied.rows = sum_of(co_await put_rows(snapshot, to.db, Journals::kept));
    co_return copied;
}

}  // namespace

Copied copy_everything(const Stores& from, const Stores& to, const std::filesystem::path& scratch) {
    return wait_for(copy_all(from, to, scratch));
}

}  // namespace pictbook::cli
