#include "store/access.hpp"

#include "db/row_struct.hpp"
#include "store/element_rows.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

constexpr db::Statement kSession(
    R"(SELECT "id" AS "sessionId", "expiresAt", "userId" FROM "Session" WHERE "token" = $1)");

#define PICTBOOK_STANDING                                                \
    R"(p."id" AS "projectId", p."visibility", p."revision", m."role", )" \
    R"(session."id" AS "sessionId", session."expiresAt", session."userId" )"
#define PICTBOOK_MEMBERSHIP                                   \
    R"(LEFT JOIN "Session" session ON session."token" = $2 )" \
    R"(LEFT JOIN "Member" m ON m."projectId" = p."id" AND m."userId" = session."userId" )"

constexpr db::Statement kInProject("SELECT " PICTBOOK_STANDING R"(FROM "Project" p )" PICTBOOK_MEMBERSHIP
                                   R"(WHERE p."id" = $1)");

constexpr db::Statement kByElement("SELECT " PICTBOOK_STANDING
                                   R"(FROM "Element" e JOIN "Project" p ON p."id" = e."projectId" )" PICTBOOK_MEMBERSHIP
                                   R"(WHERE e."id" = $1)");

constexpr db::Statement kWithElement("SELECT " PICTBOOK_ELEMENT_COLUMNS ", " PICTBOOK_STANDING PICTBOOK_ELEMENT_TABLES
                                     R"(JOIN "Project" p ON p."id" = e."projectId" )" PICTBOOK_MEMBERSHIP
                                     R"(WHERE e."id" = $1)");

constexpr db::Statement kByImage(
    "SELECT " PICTBOOK_STANDING R"(FROM "ImageAsset" a JOIN "Project" p ON p."id" = a."projectId" )" PICTBOOK_MEMBERSHIP
    R"(WHERE a."id" = $1)");

#undef PICTBOOK_STANDING
#undef PICTBOOK_MEMBERSHIP

struct StandingRow {
    model::Id projectId;
    model::Visibility visibility = model::Visibility::MEMBERS;
    std::int64_t revision = 0;
    std::optional<model::Role> role;
    std::optional<model::Id> sessionId;
    std::optional<Time> expiresAt;
    std::optional<model::Id> userId;
};
BOOST_DESCRIBE_STRUCT(StandingRow, (), (projectId, visibility, revision, role, sessionId, expiresAt, userId))

std::optional<Standing> standing_of(const db::Rows& rows) {
    std::optional<StandingRow> row = rows.first<StandingRow>();
    if (!row) return std::nullopt;
    Standing standing;
    standing.projectId = std::move(row->projectId);
    standing.visibility = row->visibility;
    standing.revision = row->revision;
    standing.role = row->role;
    if (row->sessionId) {
        standing.session.emplace();
        standing.session->sessionId = std::move(*row->sessionId);
        standing.session->expiresAt = *row->expiresAt;
        standing.session->userId = std::move(*row->userId);
    }
    return standing;
}

awaitable<std::optional<Standing>> find(db::Sql& sql, const db::Statement& statement, std::string id,
                                        std::string token) {
    const db::Rows rows = co_await sql.run(statement, id, token);
    co_return standing_of(rows);
}

}  // namespace

awaitable<std::optional<SessionRow>> find_session(db::Sql& sql, std::string token) {
    const db::Rows rows = co_await sql.run(kSession, token);
    co_return rows.first<SessionRow>();
}

awaitable<std::optional<Standing>> find_standing_in_project(db::Sql& sql, std::string id, std::string token) {
    return find(sql, kInProject, std::move(id), std::move(token));
}
awaitable<std::optional<Standing>> find_standing_by_element(db::Sql& sql, std::string id, std::string token) {
    return find(sql, kByElement, std::move(id), std::move(token));
}
awaitable<std::optional<Standing>> find_standing_with_element(db::Sql& sql, std::string id, std::string token) {
    const db::Rows rows = co_await sql.run(kWithElement, id, token);
    std::optional<Standing> standing = standing_of(rows);
    if (standing) standing->element = read_element(rows[0]);
    co_return standing;
}
awaitable<std::optional<Standing>> find_standing_by_image(db::Sql& sql, std::string id, std::string token) {
    return find(sql, kByImage, std::move(id), std::move(token));
}

}  // namespace pictbook::store
