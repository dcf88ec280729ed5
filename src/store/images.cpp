#include "store/images.hpp"

#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

constexpr db::Statement kListAssets(
    R"(SELECT "id", "key", "mimeType", "size", "width", "height", "orientation", "createdAt",
    "updatedAt", "projectId", "uploaderId" FROM "ImageAsset" WHERE "projectId" = $1 ORDER BY "createdAt", "id")");
constexpr db::Statement kCreateAsset(R"(
    INSERT INTO "ImageAsset" ("id", "key", "mimeType", "size", "width", "height", "orientation", "createdAt", "updatedAt",
                              "projectId", "uploaderId")
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))");
constexpr db::Statement kRemoveAsset(R"(DELETE FROM "ImageAsset" WHERE "id" = $1 RETURNING "key")");
constexpr db::Statement kKeys(R"(SELECT "key" FROM "ImageAsset" WHERE "projectId" = $1)");

}  // namespace

awaitable<std::vector<model::StoredAsset>> list_images(db::Sql& sql, std::string project_id) {
    const db::Rows rows = co_await sql.run(kListAssets, project_id);
    co_return rows.all<model::StoredAsset>();
}

awaitable<void> create_image(db::Sql& sql, model::StoredAsset a) {
    co_await sql.run(kCreateAsset, a.id, a.key, a.mimeType, a.size, a.width, a.height, a.orientation, a.createdAt,
                     a.updatedAt, a.projectId, a.uploaderId);
}

awaitable<std::optional<std::string>> remove_image(db::Sql& sql, std::string id) {
    const db::Rows rows = co_await sql.run(kRemoveAsset, id);
    if (rows.empty()) co_return std::nullopt;
    co_return std::string(rows[0].text("key"));
}

awaitable<std::vector<std::string>> list_image_keys(db::Sql& sql, std::string project_id) {
    const db::Rows rows = co_await sql.run(kKeys, project_id);
    std::vector<std::string> out;
    out.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) out.emplace_back(rows[i].text("key"));
    co_return out;
}

}  // namespace pictbook::store
