#include "store/departures.hpp"

#include <iterator>

#include "db/row_struct.hpp"
#include "model/project.hpp"
#include "store/images.hpp"
#include "store/projects.hpp"

namespace pictbook::store {

using boost::asio::awaitable;
using model::Role;

namespace {

// The new e-mail is nobody's. That it changes makes PostgreSQL lock the row against rows that refer to it: until the end nobody
// can make this person a member, and so the last owner, of another book.
constexpr db::Statement kSeal(R"(UPDATE "User" SET "email" = 'leaving ' || "id" WHERE "id" = $1)");
constexpr db::Statement kBooks(R"(SELECT "projectId" FROM "Member" WHERE "userId" = $1 ORDER BY "projectId")");
constexpr db::Statement kRole(R"(SELECT "role" FROM "Member" WHERE "projectId" = $1 AND "userId" = $2)");
constexpr db::Statement kNext(R"(SELECT m."userId", m."role" FROM "Member" m JOIN "User" u ON u."id" = m."userId"
    WHERE m."projectId" = $1 AND m."userId" <> $2
    ORDER BY CASE m."role" WHEN 'OWNER' THEN 0 WHEN 'EDITOR' THEN 1 ELSE 2 END, u."createdAt", u."id" LIMIT 1)");
constexpr db::Statement kRemoveUser(R"(DELETE FROM "User" WHERE "id" = $1)");

struct OwnBookRow {
    std::string projectId;
};
BOOST_DESCRIBE_STRUCT(OwnBookRow, (), (projectId))

struct OwnRoleRow {
    Role role;
};
BOOST_DESCRIBE_STRUCT(OwnRoleRow, (), (role))

struct NextRow {
    std::string userId;
    Role role;
};
BOOST_DESCRIBE_STRUCT(NextRow, (), (userId, role))

awaitable<void> leave_book(db::Sql& sql, std::string project_id, std::string user_id, Departure& out) {
    co_await hold_project(sql, project_id);
    const db::Rows own = co_await sql.run(kRole, project_id, user_id);
    const std::optional<OwnRoleRow> role = own.first<OwnRoleRow>();
    if (!role || role->role != Role::OWNER) co_return;
    const db::Rows others = co_await sql.run(kNext, project_id, user_id);
    const std::optional<NextRow> next = others.first<NextRow>();
    if (!next) {
        std::vector<std::string> keys = co_await list_image_keys(sql, project_id);
        std::move(keys.begin(), keys.end(), std::back_inserter(out.removed_image_keys));
        co_await remove_project(sql, project_id);
        out.removed_projects.push_back(std::move(project_id));
    } else if (next->role != Role::OWNER) {
        co_await set_role(sql, project_id, next->userId, Role::OWNER);
        out.heirs.push_back({std::move(project_id), next->userId});
    }
}

}  // namespace

awaitable<Departure> remove_person(db::Sql& sql, std::string user_id) {
    Departure out;
    co_await sql.run(kSeal, user_id);
    const db::Rows books = co_await sql.run(kBooks, user_id);
    for (const OwnBookRow& book : books.all<OwnBookRow>()) co_await leave_book(sql, book.projectId, user_id, out);
    co_await sql.run(kRemoveUser, user_id);
    co_return out;
}

}  // namespace pictbook::store
