#include "store/access.hpp"

#include "db/row_struct.hpp"
#include "store/element_rows.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

/// One question, asked with the token of a session and with the hash of an API key.
struct Question {
    db::Statement by_token, by_key;
    const db::Statement& of(const Proof& proof) const { return proof.kind == Proof::Kind::token ? by_token : by_key; }
};

// In both forms of a question the row that says who asks is `session`.
#define PICTBOOK_SESSION \
    R"(session."id" AS "sessionId", session."createdAt" AS "sessionCreatedAt", session."expiresAt", session."userId" )"
#define PICTBOOK_KEY PICTBOOK_SESSION R"(, session."scope", session."lastUsedAt" )"

constexpr Question kWho{"SELECT " PICTBOOK_SESSION R"(FROM "Session" session WHERE session."token" = $1)",
                        "SELECT " PICTBOOK_KEY R"(FROM "ApiKey" session WHERE session."hash" = $1)"};

#define PICTBOOK_BOOK R"(, p."id" AS "projectId", p."visibility", p."revision", m."role" )"
#define PICTBOOK_MEMBER R"(LEFT JOIN "Member" m ON m."projectId" = p."id" AND m."userId" = session."userId" )"
#define PICTBOOK_BY_TOKEN R"(LEFT JOIN "Session" session ON session."token" = $2 )" PICTBOOK_MEMBER
#define PICTBOOK_BY_KEY R"(LEFT JOIN "ApiKey" session ON session."hash" = $2 )" PICTBOOK_MEMBER
/// `first` are the columns before the others, `tables` have the book as p, `which` chooses by $1.
#define PICTBOOK_STANDING(first, tables, which)                                        \
    Question {                                                                         \
        "SELECT " first PICTBOOK_SESSION PICTBOOK_BOOK tables PICTBOOK_BY_TOKEN which, \
            "SELECT " first PICTBOOK_KEY PICTBOOK_BOOK tables PICTBOOK_BY_KEY which    \
    }

constexpr Question kInProject = PICTBOOK_STANDING("", R"(FROM "Project" p )", R"(WHERE p."id" = $1)");
constexpr Question kByElement =
    PICTBOOK_STANDING("", R"(FROM "Element" e JOIN "Project" p ON p."id" = e."projectId" )", R"(WHERE e."id" = $1)");
constexpr Question kWithElement =
    PICTBOOK_STANDING(PICTBOOK_ELEMENT_COLUMNS ", ",
                      PICTBOOK_ELEMENT_TABLES R"(JOIN "Project" p ON p."id" = e."projectId" )", R"(WHERE e."id" = $1)");
constexpr Question kByImage =
    PICTBOOK_STANDING("", R"(FROM "ImageAsset" a JOIN "Project" p ON p."id" = a."projectId" )", R"(WHERE a."id" = $1)");

#undef PICTBOOK_SESSION
#undef PICTBOOK_KEY
#undef PICTBOOK_BOOK
#undef PICTBOOK_MEMBER
#undef PICTBOOK_BY_TOKEN
#undef PICTBOOK_BY_KEY
#undef PICTBOOK_STANDING

struct BookRow {
    model::Id projectId;
    model::Visibility visibility = model::Visibility::MEMBERS;
    std::int64_t revision = 0;
    std::optional<model::Role> role;
};
BOOST_DESCRIBE_STRUCT(BookRow, (), (projectId, visibility, revision, role))

/// Its columns are null where a book is found and nobody asks for it.
struct WhoRow {
    std::optional<model::Id> sessionId;
    std::optional<Time> sessionCreatedAt, expiresAt;
    std::optional<model::Id> userId;
};
BOOST_DESCRIBE_STRUCT(WhoRow, (), (sessionId, sessionCreatedAt, expiresAt, userId))

std::optional<SessionRow> session_of(const db::Rows& rows, const Proof& proof) {
    std::optional<WhoRow> row = rows.first<WhoRow>();
    if (!row || !row->sessionId) return std::nullopt;
    SessionRow session{std::move(*row->sessionId), *row->sessionCreatedAt, row->expiresAt.value_or(Time::max()),
                       std::move(*row->userId)};
    if (proof.kind == Proof::Kind::key_hash) session.key = rows.first<KeyUse>();
    return session;
}

std::optional<Standing> standing_of(const db::Rows& rows, const Proof& proof) {
    std::optional<BookRow> row = rows.first<BookRow>();
    if (!row) return std::nullopt;
    Standing standing;
    standing.projectId = std::move(row->projectId);
    standing.visibility = row->visibility;
    standing.revision = row->revision;
    standing.role = row->role;
    standing.session = session_of(rows, proof);
    return standing;
}

awaitable<std::optional<Standing>> find(db::Sql& sql, const Question& question, std::string id, Proof proof) {
    const db::Rows rows = co_await sql.run(question.of(proof), id, proof.text);
    co_return standing_of(rows, proof);
}

}  // namespace

awaitable<std::optional<SessionRow>> find_session(db::Sql& sql, Proof proof) {
    const db::Rows rows = co_await sql.run(kWho.of(proof), proof.text);
    co_return session_of(rows, proof);
}

awaitable<std::optional<Standing>> find_standing_in_project(db::Sql& sql, std::string id, Proof proof) {
    return find(sql, kInProject, std::move(id), std::move(proof));
}
awaitable<std::optional<Standing>> find_standing_by_element(db::Sql& sql, std::string id, Proof proof) {
    return find(sql, kByElement, std::move(id), std::move(proof));
}
awaitable<std::optional<Standing>> find_standing_with_element(db::Sql& sql, std::string id, Proof proof) {
    const db::Rows rows = co_await sql.run(kWithElement.of(proof), id, proof.text);
    std::optional<Standing> standing = standing_of(rows, proof);
    if (standing) standing->element = read_element(rows[0]);
    co_return standing;
}
awaitable<std::optional<Standing>> find_standing_by_image(db::Sql& sql, std::string id, Proof proof) {
    return find(sql, kByImage, std::move(id), std::move(proof));
}

}  // namespace pictbook::store
