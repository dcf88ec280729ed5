#include "cli/snapshot.hpp"

#include <stdexcept>

namespace pictbook::cli {

using boost::asio::awaitable;

namespace {

constexpr db::Statement kCountUsers(R"(SELECT COUNT(*) AS "count" FROM "User")");
constexpr db::Statement kBeginAnew(R"(UPDATE "Project" SET "journaled" = -1)");
/// Of what the store held in an earlier life.
constexpr db::Statement kKeepObjects(R"(DELETE FROM "ObjectRemoval" WHERE "key" IN (SELECT "key" FROM "ImageAsset"))");
constexpr db::Statement kAssets(
    R"(SELECT "key", "mimeType", "size" FROM "ImageAsset" WHERE "key" > $1 ORDER BY "key" LIMIT 500)");

}  // namespace

awaitable<std::vector<RowCount>> take_snapshot(db::Db& from, std::filesystem::path file, Between between) {
    db::SqliteFile snapshot(file);
    snapshot.migrate();
    std::vector<RowCount> counts;
    snapshot.begin();
    auto read = [&](db::Sql& sql) -> awaitable<void> { counts = co_await copy_rows(sql, snapshot, between); };
    co_await from.view(read);
    snapshot.commit();
    co_return counts;
}

awaitable<void> refuse_one_in_use(db::Sql& to) {
    const db::Rows users = co_await to.run(kCountUsers);
    if (users[0].integer("count") > 0) throw std::runtime_error("the target is in use: it has users already");
}

awaitable<std::vector<RowCount>> put_rows(db::Sql& snapshot, db::Db& to, Journals journals) {
    std::vector<RowCount> counts;
    auto put = [&](db::Sql& sql) -> awaitable<bool> {
        co_await refuse_one_in_use(sql);
        counts = co_await copy_rows(snapshot, sql, go_on);
        co_await sql.run(kKeepObjects);
        if (journals == Journals::begun_anew) co_await sql.run(kBeginAnew);
        co_return true;
    };
    co_await to.transact(put);
    co_return counts;
}

awaitable<std::vector<Asset>> list_assets(db::Sql& snapshot, std::string after) {
    const db::Rows rows = co_await snapshot.run(kAssets, after);
    std::vector<Asset> out;
    out.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({std::string(rows[i].text("key")), std::string(rows[i].text("mimeType")),
                       static_cast<std::uint64_t>(rows[i].integer("size"))});
    co_return out;
}

}  // namespace pictbook::cli
