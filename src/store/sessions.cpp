#include "store/sessions.hpp"

#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

#define PICTBOOK_SESSION_COLUMNS                                                      \
    R"(s."id", s."expiresAt", s."token", s."createdAt", s."updatedAt", s."userId", )" \
    R"(COALESCE(s."ipAddress", '') AS "ipAddress", COALESCE(s."userAgent", '') AS "userAgent" )"
#define PICTBOOK_PERSON_COLUMNS                                \
    R"(, u."name", u."email", u."image", u."emailVerified", )" \
    R"(u."createdAt" AS "userCreatedAt", u."updatedAt" AS "userUpdatedAt" )"

constexpr db::Statement kSignedIn("SELECT " PICTBOOK_SESSION_COLUMNS PICTBOOK_PERSON_COLUMNS
                                  R"(FROM "Session" s JOIN "User" u ON u."id" = s."userId" WHERE s."token" = $1)");
constexpr db::Statement kSignedInWithMembers(
    "SELECT " PICTBOOK_SESSION_COLUMNS PICTBOOK_PERSON_COLUMNS
    R"(, m."projectId", m."role" FROM "Session" s JOIN "User" u ON u."id" = s."userId"
       LEFT JOIN "Member" m ON m."userId" = u."id" WHERE s."token" = $1 ORDER BY m."projectId")");
constexpr db::Statement kListSessions(
    "SELECT " PICTBOOK_SESSION_COLUMNS
    R"( FROM "Session" s WHERE s."userId" = $1 AND s."expiresAt" > $2 ORDER BY s."createdAt" DESC, s."id" LIMIT $3)");

#undef PICTBOOK_SESSION_COLUMNS
#undef PICTBOOK_PERSON_COLUMNS

constexpr db::Statement kCreateSession(R"(
    INSERT INTO "Session" ("id", "expiresAt", "token", "createdAt", "updatedAt", "ipAddress", "userAgent", "userId")
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))");
constexpr db::Statement kRenew(R"(
    UPDATE "Session" SET "expiresAt" = $2, "updatedAt" = $3 WHERE "id" = $1 AND "expiresAt" < $2)");
constexpr db::Statement kHoldSession(R"(
    UPDATE "Session" SET "updatedAt" = "updatedAt" WHERE "id" = $1 AND "expiresAt" > $2 RETURNING "id")");
constexpr db::Statement kDeleteSession(R"(DELETE FROM "Session" WHERE "id" = $1)");
constexpr db::Statement kDeleteByToken(R"(DELETE FROM "Session" WHERE "token" = $1 RETURNING "id")");
constexpr db::Statement kDeleteOf(R"(DELETE FROM "Session" WHERE "userId" = $1 AND "id" <> $2)");
constexpr db::Statement kDeleteEnded(R"(DELETE FROM "Session" WHERE "userId" = $1 AND "expiresAt" <= $2)");
constexpr db::Statement kDeleteSomeEnded(R"(
    DELETE FROM "Session" WHERE "id" IN (SELECT "id" FROM "Session" WHERE "expiresAt" <= $1 ORDER BY "expiresAt" LIMIT $2))");

struct EndedRow {
    model::Id id;
};
BOOST_DESCRIBE_STRUCT(EndedRow, (), (id))

/// The person's columns whose names the session doesn't have too.
struct PersonRow {
    model::Id userId;
    model::PersonName name;
    model::Email email;
    std::optional<std::string> image;
    bool emailVerified = false;
    Time userCreatedAt;
    Time userUpdatedAt;
};
BOOST_DESCRIBE_STRUCT(PersonRow, (), (userId, name, email, image, emailVerified, userCreatedAt, userUpdatedAt))

struct MemberRow {
    model::Id userId;
    std::optional<model::Id> projectId;
    std::optional<model::Role> role;
};
BOOST_DESCRIBE_STRUCT(MemberRow, (), (userId, projectId, role))

std::optional<SignedIn> signed_in(const db::Rows& rows) {
    std::optional<model::Session> session = rows.first<model::Session>();
    if (!session) return std::nullopt;
    PersonRow person = *rows.first<PersonRow>();
    SignedIn out;
    out.session = std::move(*session);
    out.user = {std::move(person.userId), std::move(person.name), std::move(person.email), std::move(person.image),
                person.emailVerified,     person.userCreatedAt,   person.userUpdatedAt};
    return out;
}

}  // namespace

awaitable<std::optional<SignedIn>> find_signed_in(db::Sql& sql, std::string token) {
    const db::Rows rows = co_await sql.run(kSignedIn, token);
    co_return signed_in(rows);
}

awaitable<std::optional<SignedIn>> find_signed_in_with_members(db::Sql& sql, std::string token) {
    const db::Rows rows = co_await sql.run(kSignedInWithMembers, token);
    std::optional<SignedIn> out = signed_in(rows);
    for (MemberRow& row : rows.all<MemberRow>())
        if (row.projectId) out->members.push_back({std::move(row.userId), std::move(*row.projectId), *row.role});
    co_return out;
}

awaitable<std::vector<model::Session>> list_sessions(db::Sql& sql, std::string user_id, Time now) {
    const db::Rows rows = co_await sql.run(kListSessions, user_id, now, kMostListedSessions);
    co_return rows.all<model::Session>();
}

awaitable<void> create_session(db::Sql& sql, model::Session session) {
    co_await sql.run(kCreateSession, session.id, session.expiresAt, session.token, session.createdAt, session.updatedAt,
                     session.ipAddress, session.userAgent, session.userId);
}

awaitable<void> renew_session(db::Sql& sql, std::string id, Time expires_at, Time now) {
    co_await sql.run(kRenew, id, expires_at, now);
}

awaitable<bool> hold_session(db::Sql& sql, std::string id, Time now) {
    const db::Rows rows = co_await sql.run(kHoldSession, id, now);
    co_return !rows.empty();
}

awaitable<void> delete_session(db::Sql& sql, std::string id) { co_await sql.run(kDeleteSession, id); }

awaitable<std::optional<model::Id>> delete_session_by_token(db::Sql& sql, std::string token) {
    const db::Rows rows = co_await sql.run(kDeleteByToken, token);
    std::optional<EndedRow> row = rows.first<EndedRow>();
    if (!row) co_return std::nullopt;
    co_return std::move(row->id);
}

awaitable<void> delete_sessions_of(db::Sql& sql, std::string user_id, std::string kept_id) {
    co_await sql.run(kDeleteOf, user_id, kept_id);
}

awaitable<void> delete_ended_sessions_of(db::Sql& sql, std::string user_id, Time now) {
    co_await sql.run(kDeleteEnded, user_id, now);
}

awaitable<std::int64_t> delete_ended_sessions(db::Sql& sql, Time now, std::int64_t most) {
    const db::Rows rows = co_await sql.run(kDeleteSomeEnded, now, most);
    co_return static_cast<std::int64_t>(rows.changed);
}

}  // namespace pictbook::store
