#include "store/invitations.hpp"

#include "db/row_struct.hpp"
#include "store/projects.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

// Who wrote it may still do so.
#define PICTBOOK_COUNTS                                                                   \
    R"(EXISTS (SELECT 1 FROM "Member" m WHERE m."projectId" = "Invitation"."projectId" )" \
    R"(AND m."userId" = "Invitation"."invitedBy" AND m."role" = 'OWNER') )"

constexpr db::Statement kListInvitations(R"(
    SELECT "id", "email", "role", "invitedBy", "createdAt", "expiresAt" FROM "Invitation"
    WHERE "projectId" = $1 AND "expiresAt" > $2 AND )" PICTBOOK_COUNTS R"(ORDER BY "createdAt", "id")");
constexpr db::Statement kDropEnded(
    R"(DELETE FROM "Invitation" WHERE "projectId" = $1 AND ("expiresAt" <= $2 OR NOT )" PICTBOOK_COUNTS ")");
constexpr db::Statement kDropSomeEnded(R"(DELETE FROM "Invitation" WHERE "id" IN
    (SELECT "id" FROM "Invitation" WHERE "expiresAt" <= $1 ORDER BY "expiresAt" LIMIT $2))");
constexpr db::Statement kOthersOfBook(R"(
    SELECT COUNT(*) AS "count" FROM "Invitation" WHERE "projectId" = $1 AND "email" <> $2)");
constexpr db::Statement kOthersOfAddress(R"(
    SELECT COUNT(*) AS "count" FROM "Invitation" WHERE "email" = $1 AND "projectId" <> $2 AND "expiresAt" > $3)");
constexpr db::Statement kKeep(R"(
    INSERT INTO "Invitation" ("id", "projectId", "email", "role", "invitedBy", "createdAt", "expiresAt")
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ("projectId", "email") DO UPDATE SET
    "role" = EXCLUDED."role", "invitedBy" = EXCLUDED."invitedBy", "expiresAt" = EXCLUDED."expiresAt")");
constexpr db::Statement kDropInvitation(R"(DELETE FROM "Invitation" WHERE "projectId" = $1 AND "id" = $2)");
constexpr db::Statement kDropOf(R"(DELETE FROM "Invitation" WHERE "projectId" = $1 AND "email" = $2)");
constexpr db::Statement kTakeInvitations(R"(
    DELETE FROM "Invitation" WHERE "projectId" = $1 AND "email" = $2 AND "expiresAt" > $3
    AND )" PICTBOOK_COUNTS R"(RETURNING "role")");
constexpr db::Statement kBooksOf(R"(SELECT "projectId" FROM "Invitation" WHERE "email" = $1 ORDER BY "projectId")");

#undef PICTBOOK_COUNTS

struct InvitedBookRow {
    std::string projectId;
};
BOOST_DESCRIBE_STRUCT(InvitedBookRow, (), (projectId))

struct InvitedRoleRow {
    model::Role role;
};
BOOST_DESCRIBE_STRUCT(InvitedRoleRow, (), (role))

}  // namespace

awaitable<std::vector<model::PendingInvitation>> list_invitations(db::Sql& sql, std::string project_id, Time now) {
    const db::Rows rows = co_await sql.run(kListInvitations, project_id, now);
    co_return rows.all<model::PendingInvitation>();
}

awaitable<bool> keep_invitation(db::Sql& sql, model::PendingInvitation invitation, std::string project_id, Time now) {
    co_await sql.run(kDropEnded, project_id, now);
    const db::Rows of_book = co_await sql.run(kOthersOfBook, project_id, invitation.email);
    const db::Rows of_address = co_await sql.run(kOthersOfAddress, invitation.email, project_id, now);
    if (of_book[0].integer("count") >= kMostInvitationsOfBook) co_return false;
    if (of_address[0].integer("count") >= kMostInvitationsOfAddress) co_return false;
    co_await sql.run(kKeep, invitation.id, project_id, invitation.email, invitation.role, invitation.invitedBy,
                     invitation.createdAt, invitation.expiresAt);
    co_return true;
}

awaitable<std::int64_t> drop_ended_invitations(db::Sql& sql, Time now, std::int64_t most) {
    const db::Rows rows = co_await sql.run(kDropSomeEnded, now, most);
    co_return static_cast<std::int64_t>(rows.changed);
}

awaitable<bool> drop_invitation(db::Sql& sql, std::string project_id, std::string id) {
    const db::Rows dropped = co_await sql.run(kDropInvitation, project_id, id);
    co_return dropped.changed > 0;
}

awaitable<void> drop_invitation_of(db::Sql& sql, std::string project_id, std::string email) {
    co_await sql.run(kDropOf, project_id, email);
}

awaitable<std::vector<std::string>> accept_invitations(db::Sql& sql, model::User user, Time now) {
    std::vector<std::string> joined;
    const db::Rows books = co_await sql.run(kBooksOf, user.email);
    for (const InvitedBookRow& book : books.all<InvitedBookRow>()) {
        const bool held = co_await hold_project(sql, book.projectId);
        if (!held) continue;
        const db::Rows taken = co_await sql.run(kTakeInvitations, book.projectId, user.email, now);
        const std::optional<InvitedRoleRow> row = taken.first<InvitedRoleRow>();
        if (!row) continue;  // it has ended, was taken back, or counts no more
        const bool added = co_await add_member(sql, book.projectId, user.id.value, row->role);
        if (added) joined.push_back(book.projectId);
    }
    co_return joined;
}

}  // namespace pictbook::store
