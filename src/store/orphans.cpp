#include "store/orphans.hpp"

#include <algorithm>
#include <unordered_set>

#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

BOOST_DESCRIBE_STRUCT(NamedObject, (), (id, projectId, key))

namespace {

constexpr std::size_t kTogether = 20;  // parameters of kNamed
constexpr db::Statement kNamed(R"(
    SELECT "key" FROM "ImageAsset" WHERE "key" IN
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
    UNION ALL SELECT "key" FROM "ObjectRemoval" WHERE "key" IN
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20))");
constexpr db::Statement kPage(R"(
    SELECT "id", "projectId", "key" FROM "ImageAsset" WHERE ("projectId", "id") > ($1, $2)
    ORDER BY "projectId", "id" LIMIT 500)");
constexpr db::Statement kHasAsset(R"(SELECT 1 AS "one" FROM "ImageAsset" WHERE "id" = $1)");

}  // namespace

awaitable<std::vector<std::string>> find_unnamed_keys(db::Sql& sql, std::vector<std::string> keys) {
    std::unordered_set<std::string> named;
    for (std::size_t begin = 0; begin < keys.size(); begin += kTogether) {
        db::Args args;
        for (std::size_t i = 0; i < kTogether; ++i) args.emplace_back(keys[std::min(begin + i, keys.size() - 1)]);
        const db::Rows rows = co_await sql.execute(kNamed, std::move(args));
        for (std::size_t i = 0; i < rows.size(); ++i) named.emplace(rows[i].text("key"));
    }
    std::erase_if(keys, [&](const std::string& key) { return named.contains(key); });
    co_return keys;
}

awaitable<std::vector<NamedObject>> list_named_objects(db::Sql& sql, std::string project_id, std::string id) {
    const db::Rows rows = co_await sql.run(kPage, project_id, id);
    co_return rows.all<NamedObject>();
}

awaitable<bool> has_image(db::Sql& sql, std::string id) {
    const db::Rows rows = co_await sql.run(kHasAsset, id);
    co_return !rows.empty();
}

}  // namespace pictbook::store
