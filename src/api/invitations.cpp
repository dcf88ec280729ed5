#include "api/invitations.hpp"

#include "account/addresses.hpp"
#include "api/access.hpp"
#include "api/auth_mail.hpp"
#include "api/routes.hpp"
#include "base/ids.hpp"
#include "store/invitations.hpp"
#include "store/projects.hpp"
#include "store/users.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using http::failure;
using http::Path;
using model::Role;

namespace {

constexpr Seconds kInvitationLife = std::chrono::days(14);
constexpr const char* kAbsent = "Invitation not found";

struct ByInvitation {
    model::Id id;
    model::Id invitationId;
};
BOOST_DESCRIBE_STRUCT(ByInvitation, (), (id, invitationId))

awaitable<Result<std::vector<model::PendingInvitation>>> list_invitations(const Parts& parts,
                                                                          const Member<Role::OWNER>& owner) {
    co_return co_await store::list_invitations(parts.db, owner.project_id(), now());
}

awaitable<Result<Message>> take_back(const Parts& parts, const Member<Role::OWNER>& owner,
                                     const Path<ByInvitation>& path) {
    const bool dropped = co_await store::drop_invitation(parts.db, owner.project_id(), path.invitationId.value);
    if (!dropped) co_return failure(Fault::not_found, kAbsent);
    co_return Message{"Invitation removed successfully"};
}

}  // namespace

awaitable<Result<model::Member>> invite_by_mail(const Parts& parts, db::Sql& sql, std::string project_id,
                                                std::string owner_id, model::Email email, Role role) {
    if (!account::is_email(email)) co_return failure(Fault::not_found, "User not found");
    const std::optional<model::User> owner = co_await store::find_user(sql, owner_id);
    const std::optional<model::Project> project = co_await store::find_project(sql, project_id);
    if (!owner || !project) co_return failure(Fault::not_found, OfProject::absent);
    model::PendingInvitation invitation;
    invitation.id = make_token();
    invitation.email = email;
    invitation.role = role;
    invitation.invitedBy = owner->id;
    invitation.createdAt = now();
    invitation.expiresAt = invitation.createdAt + kInvitationLife;
    const bool kept = co_await store::keep_invitation(sql, invitation, project_id, invitation.createdAt);
    if (!kept) co_return failure(Fault::conflict, "Too many invitations are pending");
    const account::Letters::Link link{target_or_front_end(parts, std::nullopt), invitation.expiresAt};
    NewMail mail;
    mail.recipient = email.value;
    mail.text = parts.mailer.letters().invitation(owner->name.value, project->name.value, link);
    mail.asker = owner->id.value;
    const bool queued = co_await parts.mailer.queue(sql, std::move(mail));
    if (!queued) co_return failure(Fault::too_many_requests, "Too many mails");
    model::Member out;
    out.projectId = std::move(project_id);
    out.email = std::move(email);
    out.role = role;
    co_return out;
}

Table invitation_routes() {
    return {
        http::get<"/projects/:id/invitations">(list_invitations,
                                               {"Invitations that wait for their address to be verified", "Members"}),
        http::remove<"/projects/:id/invitations/:invitationId">(
            take_back, {"Take an invitation back", "Members", {{Fault::not_found, kAbsent}}}),
    };
}

}  // namespace pictbook::api
