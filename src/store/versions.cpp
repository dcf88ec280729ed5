#include "store/versions.hpp"

#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

constexpr db::Statement kListVersions(
    R"(SELECT "id", "name", "seq", "createdAt", "userId" FROM "Version" WHERE "projectId" = $1
    ORDER BY "seq" DESC, "createdAt" DESC, "id")");
constexpr db::Statement kCountVersions(R"(SELECT COUNT(*) AS "count" FROM "Version" WHERE "projectId" = $1)");
constexpr db::Statement kCreateVersion(
    R"(INSERT INTO "Version" ("id", "projectId", "name", "seq", "epoch", "createdAt", "userId")
    SELECT $1, p."id", $3, p."seq", p."epoch", $4, $5 FROM "Project" p WHERE p."id" = $2)");
constexpr db::Statement kRemoveVersion(R"(DELETE FROM "Version" WHERE "id" = $1 AND "projectId" = $2)");

}  // namespace

awaitable<std::vector<model::Version>> list_versions(db::Sql& sql, std::string project_id) {
    const db::Rows rows = co_await sql.run(kListVersions, project_id);
    co_return rows.all<model::Version>();
}

awaitable<std::int64_t> count_versions(db::Sql& sql, std::string project_id) {
    const db::Rows rows = co_await sql.run(kCountVersions, project_id);
    co_return rows[0].integer("count");
}

awaitable<void> create_version(db::Sql& sql, std::string project_id, model::Version version) {
    co_await sql.run(kCreateVersion, version.id, project_id, version.name, version.createdAt, version.userId);
}

awaitable<bool> remove_version(db::Sql& sql, std::string project_id, std::string id) {
    const db::Rows rows = co_await sql.run(kRemoveVersion, id, project_id);
    co_return rows.changed > 0;
}

}  // namespace pictbook::store
