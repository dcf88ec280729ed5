#include "store/projects.hpp"

#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;
using model::Role;

namespace {

constexpr db::Statement kListProjects(R"(SELECT p."id", p."name", p."createdAt", p."updatedAt"
    FROM "Member" m JOIN "Project" p ON p."id" = m."projectId" WHERE m."userId" = $1 ORDER BY p."createdAt", p."id")");
constexpr db::Statement kFindProject(R"(SELECT "id", "name", "createdAt", "updatedAt" FROM "Project" WHERE "id" = $1)");
constexpr db::Statement kSettings(R"(SELECT "name", "visibility" FROM "Project" WHERE "id" = $1)");
constexpr db::Statement kCreateProject(R"(
    INSERT INTO "Project" ("id", "name", "createdAt", "updatedAt", "visibility") VALUES ($1, $2, $3, $4, $5))");
constexpr db::Statement kUpdateProject(R"(
    UPDATE "Project" SET "name" = COALESCE($2, "name"), "visibility" = COALESCE($3, "visibility"), "updatedAt" = $4
    WHERE "id" = $1 RETURNING "id", "name", "createdAt", "updatedAt")");
constexpr db::Statement kHoldProject(R"(UPDATE "Project" SET "updatedAt" = "updatedAt" WHERE "id" = $1)");
constexpr db::Statement kRemoveProject(R"(DELETE FROM "Project" WHERE "id" = $1)");

constexpr db::Statement kMembers(R"(SELECT m."userId", m."projectId", u."email", u."name", m."role"
    FROM "Member" m JOIN "User" u ON u."id" = m."userId" WHERE m."projectId" = $1
    ORDER BY CASE m."role" WHEN 'OWNER' THEN 0 WHEN 'EDITOR' THEN 1 ELSE 2 END, u."name", u."id")");
constexpr db::Statement kMember(R"(SELECT m."userId", m."projectId", u."email", u."name", m."role"
    FROM "Member" m JOIN "User" u ON u."id" = m."userId" WHERE m."projectId" = $1 AND m."userId" = $2)");
constexpr db::Statement kUserByEmail(R"(SELECT "id" FROM "User" WHERE "email" = $1)");
constexpr db::Statement kAddMember(R"(
    INSERT INTO "Member" ("userId", "projectId", "role") VALUES ($1, $2, $3) ON CONFLICT ("userId", "projectId") DO NOTHING)");
constexpr db::Statement kRemoveMember(R"(DELETE FROM "Member" WHERE "projectId" = $1 AND "userId" = $2)");
constexpr db::Statement kSetRole(R"(UPDATE "Member" SET "role" = $3 WHERE "projectId" = $1 AND "userId" = $2)");
constexpr db::Statement kOwners(
    R"(SELECT COUNT(*) AS "count" FROM "Member" WHERE "projectId" = $1 AND "role" = 'OWNER')");

struct UserIdRow {
    model::Id id;
};
BOOST_DESCRIBE_STRUCT(UserIdRow, (), (id))

}  // namespace

awaitable<std::vector<model::Project>> list_projects_of(db::Sql& sql, std::string user_id) {
    const db::Rows rows = co_await sql.run(kListProjects, user_id);
    co_return rows.all<model::Project>();
}

awaitable<std::optional<model::Project>> find_project(db::Sql& sql, std::string id) {
    const db::Rows rows = co_await sql.run(kFindProject, id);
    co_return rows.first<model::Project>();
}

awaitable<std::optional<model::ProjectSettings>> find_settings(db::Sql& sql, std::string id) {
    const db::Rows rows = co_await sql.run(kSettings, id);
    co_return rows.first<model::ProjectSettings>();
}

awaitable<model::Project> create_project(db::Sql& sql, std::string id, std::string owner_id, model::ProjectName name,
                                         std::string visibility, Time now) {
    model::Project project;
    project.id = std::move(id);
    project.name = std::move(name);
    project.createdAt = project.updatedAt = now;
    co_await sql.run(kCreateProject, project.id, project.name, now, now, visibility);
    co_await add_member(sql, project.id.value, std::move(owner_id), Role::OWNER);
    co_return project;
}

awaitable<std::optional<model::Project>> update_project(db::Sql& sql, std::string id,
                                                        std::optional<model::ProjectName> name,
                                                        std::optional<model::Visibility> visibility, Time now) {
    const db::Rows rows = co_await sql.run(kUpdateProject, id, name, visibility, now);
    co_return rows.first<model::Project>();
}

awaitable<bool> hold_project(db::Sql& sql, std::string id) {
    const db::Rows rows = co_await sql.run(kHoldProject, id);
    co_return rows.changed > 0;
}

awaitable<bool> remove_project(db::Sql& sql, std::string id) {
    const db::Rows rows = co_await sql.run(kRemoveProject, id);
    co_return rows.changed > 0;
}

awaitable<std::vector<model::Member>> list_members(db::Sql& sql, std::string project_id) {
    const db::Rows rows = co_await sql.run(kMembers, project_id);
    co_return rows.all<model::Member>();
}

awaitable<std::optional<model::Member>> find_member(db::Sql& sql, std::string project_id, std::string user_id) {
    const db::Rows rows = co_await sql.run(kMember, project_id, user_id);
    co_return rows.first<model::Member>();
}

awaitable<std::optional<model::Id>> find_user_by_email(db::Sql& sql, std::string email) {
    const db::Rows rows = co_await sql.run(kUserByEmail, email);
    std::optional<UserIdRow> row = rows.first<UserIdRow>();
    if (!row) co_return std::nullopt;
    co_return std::move(row->id);
}

awaitable<bool> add_member(db::Sql& sql, std::string project_id, std::string user_id, Role role) {
    const db::Rows rows = co_await sql.run(kAddMember, user_id, project_id, role);
    co_return rows.changed > 0;
}

awaitable<bool> remove_member(db::Sql& sql, std::string project_id, std::string user_id) {
    const db::Rows rows = co_await sql.run(kRemoveMember, project_id, user_id);
    co_return rows.changed > 0;
}

awaitable<bool> set_role(db::Sql& sql, std::string project_id, std::string user_id, Role role) {
    const db::Rows rows = co_await sql.run(kSetRole, project_id, user_id, role);
    co_return rows.changed > 0;
}

awaitable<std::int64_t> count_owners(db::Sql& sql, std::string project_id) {
    const db::Rows rows = co_await sql.run(kOwners, project_id);
    co_return rows[0].integer("count");
}

}  // namespace pictbook::store
