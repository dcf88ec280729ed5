#include "store/users.hpp"

#include "db/row_struct.hpp"

namespace pictbook::store {

using boost::asio::awaitable;

namespace {

#define PICTBOOK_USER R"("id", "name", "email", "image", "emailVerified", "createdAt", "updatedAt" )"
#define PICTBOOK_HOLD R"(UPDATE "User" SET "updatedAt" = "updatedAt" WHERE )"

constexpr db::Statement kFindUser("SELECT " PICTBOOK_USER R"(FROM "User" WHERE "id" = $1)");
constexpr db::Statement kHoldUser(PICTBOOK_HOLD R"("id" = $1 RETURNING )" PICTBOOK_USER);
constexpr db::Statement kHoldByEmail(PICTBOOK_HOLD R"("email" = $1 RETURNING )" PICTBOOK_USER);
constexpr db::Statement kCreateUser(R"(
    INSERT INTO "User" ("id", "name", "email", "image", "emailVerified", "createdAt", "updatedAt")
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ("email") DO NOTHING RETURNING "id")");
constexpr db::Statement kUpdateUser(R"(
    UPDATE "User" SET "name" = COALESCE($2, "name"), "image" = CASE WHEN $3 = 1 THEN $4 ELSE "image" END, "updatedAt" = $5
    WHERE "id" = $1)");
constexpr db::Statement kVerify(
    R"(UPDATE "User" SET "email" = $3, "emailVerified" = $4, "updatedAt" = $5 WHERE "id" = $1 AND "email" = $2
    AND NOT EXISTS (SELECT 1 FROM "User" other WHERE other."email" = $3 AND other."id" <> $1)
    RETURNING )" PICTBOOK_USER);

#undef PICTBOOK_USER
#undef PICTBOOK_HOLD

}  // namespace

awaitable<std::optional<model::User>> find_user(db::Sql& sql, std::string id) {
    const db::Rows rows = co_await sql.run(kFindUser, id);
    co_return rows.first<model::User>();
}

awaitable<bool> create_user(db::Sql& sql, model::User user) {
    const db::Rows rows = co_await sql.run(kCreateUser, user.id, user.name, user.email, user.image, user.emailVerified,
                                           user.createdAt, user.updatedAt);
    co_return !rows.empty();
}

awaitable<void> update_user(db::Sql& sql, std::string id, UserChange change, Time now) {
    const std::int64_t gives_image = change.gives_image ? 1 : 0;
    co_await sql.run(kUpdateUser, id, change.name, gives_image, change.image, now);
}

awaitable<std::optional<model::User>> hold_user(db::Sql& sql, std::string id) {
    const db::Rows rows = co_await sql.run(kHoldUser, id);
    co_return rows.first<model::User>();
}

awaitable<std::optional<model::User>> hold_user_by_email(db::Sql& sql, std::string email) {
    const db::Rows rows = co_await sql.run(kHoldByEmail, email);
    co_return rows.first<model::User>();
}

awaitable<std::optional<model::User>> verify_email(db::Sql& sql, std::string id, std::string old_email,
                                                   std::string email, Time now) {
    const db::Rows rows = co_await sql.run(kVerify, id, old_email, email, true, now);
    co_return rows.first<model::User>();
}

}  // namespace pictbook::store
