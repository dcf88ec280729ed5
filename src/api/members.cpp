// Who belongs to a book: docs/spec/books.md.
#include "api/access.hpp"
#include "api/invitations.hpp"
#include "api/paths.hpp"
#include "api/routes.hpp"
#include "api/writing.hpp"
#include "base/bytes.hpp"
#include "store/invitations.hpp"
#include "store/projects.hpp"
#include "store/users.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using http::Body;
using http::failure;
using http::Path;
using model::Role;

namespace {

constexpr const char* kNotMember = "User is not a member of this project";
constexpr const char* kLastOwner = "The last owner can't leave or step down";

Error already_member() { return failure(Fault::conflict, "User is already a member of this project"); }

/// A book whose absence is told apart from a missing right.
struct OfKnownProject : OfProject {};

awaitable<Result<std::vector<model::Member>>> list_members(const Parts& parts, const Member<Role::VIEWER>& member) {
    co_return co_await store::list_members(parts.db, member.project_id());
}

/// Where mails are sent only a verified address is somebody's: whoever signed up with one that isn't may be anybody.
awaitable<bool> is_invited_by_mail(const Parts& parts, db::Sql& sql, std::optional<model::Id> user_id) {
    if (!parts.mailer.is_on()) co_return false;
    if (!user_id) co_return true;
    const std::optional<model::User> user = co_await store::find_user(sql, user_id->value);
    co_return !user || !user->emailVerified;
}

awaitable<Result<model::Member>> invite(const Parts& parts, const Member<Role::OWNER, OfKnownProject>& owner,
                                        const Body<model::Invitation>& body) {
    const std::string email = to_lower_ascii(body->email.value);
    auto add = [&](db::Sql& sql) -> awaitable<Result<model::Member>> {
        if (!co_await is_owner(sql, owner.project_id(), owner.user_id())) co_return refusal(Role::OWNER);
        const std::optional<model::Id> user = co_await store::find_user_by_email(sql, email);
        const bool by_mail = co_await is_invited_by_mail(parts, sql, user);
        if (!user && !by_mail) co_return failure(Fault::not_found, "User not found");
        if (by_mail && user && co_await store::find_member(sql, owner.project_id(), user->value))
            co_return already_member();
        if (by_mail)
            co_return co_await invite_by_mail(parts, sql, owner.project_id(), owner.user_id(), email, body->role);
        co_await store::drop_invitation_of(sql, owner.project_id(), email);
        const bool added = co_await store::add_member(sql, owner.project_id(), user->value, body->role);
        if (!added) co_return already_member();
        const std::optional<model::Member> member = co_await store::find_member(sql, owner.project_id(), user->value);
        co_return *member;
    };
    Error gone = failure(Fault::not_found, OfProject::absent);
    Result<model::Member> member = co_await write_in_book(parts, owner.project_id(), add, std::move(gone));
    if (!member) co_return member;
    if (member->userId.value.empty())
        parts.mailer.wake();  // an invitation by mail
    else
        parts.control.member_changed(owner.project_id(), member->userId.value);
    co_return member;
}

/// Whether the book keeps an owner when `user_id` is one no more.
awaitable<Result<void>> may_lose_owner(db::Sql& sql, const std::string& project_id, const std::string& user_id) {
    const std::optional<model::Member> member = co_await store::find_member(sql, project_id, user_id);
    if (!member) co_return failure(Fault::not_found, kNotMember);
    if (member->role == Role::OWNER && co_await store::count_owners(sql, project_id) == 1)
        co_return failure(Fault::conflict, kLastOwner);
    co_return Result<void>();
}

/// Owners remove anybody, others only themselves; whoever is no member is told what a member is told.
awaitable<Result<Message>> remove_member(const Parts& parts, const User& user, const Path<ByUser>& path) {
    const std::string& project_id = path.id.value;
    const std::string& user_id = path.userId.value;
    auto remove = [&](db::Sql& sql) -> awaitable<Result<void>> {
        const std::optional<model::Member> caller = co_await store::find_member(sql, project_id, user.id());
        if (!caller || (caller->role != Role::OWNER && user.id() != user_id)) co_return refusal(Role::OWNER);
        const Result<void> allowed = co_await may_lose_owner(sql, project_id, user_id);
        if (!allowed) co_return allowed.error();
        co_await store::remove_member(sql, project_id, user_id);
        co_return Result<void>();
    };
    const Result<void> removed = co_await write_in_book(parts, project_id, remove, refusal(Role::OWNER));
    if (!removed) co_return removed.error();
    parts.control.member_changed(project_id, user_id);
    co_return Message{"User removed successfully"};
}

awaitable<Result<model::Member>> change_role(const Parts& parts, const Member<Role::OWNER>& owner,
                                             const Path<ByUser>& path, const Body<model::RoleChange>& body) {
    const std::string& user_id = path.userId.value;
    auto change = [&](db::Sql& sql) -> awaitable<Result<model::Member>> {
        if (!co_await is_owner(sql, owner.project_id(), owner.user_id())) co_return refusal(Role::OWNER);
        const Result<void> allowed = co_await may_lose_owner(sql, owner.project_id(), user_id);
        if (!allowed && (body->role != Role::OWNER || allowed.error().fault == Fault::not_found))
            co_return allowed.error();
        co_await store::set_role(sql, owner.project_id(), user_id, body->role);
        const std::optional<model::Member> member = co_await store::find_member(sql, owner.project_id(), user_id);
        co_return *member;
    };
    Error gone = failure(Fault::not_found, kNotMember);
    Result<model::Member> member = co_await write_in_book(parts, owner.project_id(), change, std::move(gone));
    if (member) parts.control.member_changed(owner.project_id(), user_id);
    co_return member;
}

}  // namespace

Table member_routes() {
    const std::vector<std::pair<Fault, const char*>> changes{{Fault::not_found, kNotMember},
                                                             {Fault::conflict, kLastOwner}};
    auto removals = changes;
    removals.emplace_back(Fault::forbidden, "You are not an owner of this project");
    return {
        http::get<"/projects/:id/users">(list_members, {"The members of a book", "Members"}),
        http::post<"/projects/:id/users">(invite, {"Invite somebody: a member at once who has an account; where mails "
                                                   "are sent, by a mail unless the address is verified",
                                                   "Members",
                                                   {{Fault::not_found, "User not found"},
                                                    {Fault::conflict, "User is already a member of this project"},
                                                    {Fault::conflict, "Too many invitations are pending"},
                                                    {Fault::too_many_requests, "Too many mails"}}}),
        http::patch<"/projects/:id/users/:userId">(change_role, {"Change a member's role", "Members", changes}),
        http::remove<"/projects/:id/users/:userId">(remove_member,
                                                    {"Remove a member, as an owner, or leave", "Members", removals}),
    };
}

}  // namespace pictbook::api
