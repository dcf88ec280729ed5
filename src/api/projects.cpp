// Books: docs/spec/books.md.
#include "store/projects.hpp"
#include "api/elements.hpp"
#include "api/paths.hpp"
#include "api/removal.hpp"
#include "api/routes.hpp"
#include "api/writing.hpp"
#include "base/ids.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using http::Body;
using http::Path;
using model::Role;

namespace {

/// A book as it is opened: with everybody and everything in it.
struct OpenProject : model::Project {
    std::vector<model::Member> members;
    WrittenElements elements;
};
BOOST_DESCRIBE_STRUCT(OpenProject, (model::Project), (members, elements))

awaitable<Result<std::vector<model::Project>>> list_projects(const Parts& parts, const User& user) {
    co_return co_await store::list_projects_of(parts.db, user.id());
}

awaitable<Result<model::Project>> create_project(const Parts& parts, const User& user,
                                                 const Body<model::NewProject>& body) {
    auto insert = [&](db::Sql& sql) -> awaitable<Result<model::Project>> {
        co_return co_await store::create_project(sql, make_cuid(), user.id(), body->name,
                                                 parts.config.default_visibility, now());
    };
    co_return co_await parts.db.transaction(insert);
}

awaitable<Result<OpenProject>> show_project(const Parts& parts, const Reader<OfProject>& reader,
                                            const Path<ById>& path) {
    const std::optional<model::Project> project = co_await store::find_project(parts.db, path.id.value);
    if (!project) co_return http::failure(Fault::not_found, OfProject::absent);
    OpenProject out;
    static_cast<model::Project&>(out) = *project;
    out.members = co_await store::list_members(parts.db, path.id.value);
    out.elements = co_await list_elements(parts, reader.access());
    if (!reader.is_member())
        for (model::Member& member : out.members) member.email.value.clear();
    co_return out;
}

awaitable<Result<model::Project>> update_project(const Parts& parts, const Member<Role::OWNER>& owner,
                                                 const Body<schema::Patch<model::ProjectSettings>>& body) {
    const schema::Patch<model::ProjectSettings>& patch = body.value;
    std::optional<model::ProjectName> name;
    std::optional<model::Visibility> visibility;
    if (patch.has("name")) name = patch.value.name;
    if (patch.has("visibility")) visibility = patch.value.visibility;
    auto update = [&](db::Sql& sql) -> awaitable<Result<model::Project>> {
        if (!co_await is_owner(sql, owner.project_id(), owner.user_id())) co_return refusal(Role::OWNER);
        const std::optional<model::Project> project =
            co_await store::update_project(sql, owner.project_id(), name, visibility, now());
        co_return *project;
    };
    Error gone = http::failure(Fault::not_found, OfProject::absent);
    Result<model::Project> project = co_await write_in_book(parts, owner.project_id(), update, std::move(gone));
    if (project && visibility) parts.control.project_changed(owner.project_id());
    co_return project;
}

awaitable<Result<model::ProjectSettings>> settings(const Parts& parts, const Reader<OfProject>& reader) {
    std::optional<model::ProjectSettings> found;
    if (reader.is_member()) found = co_await store::find_settings(parts.db, reader.project_id());
    if (!found) co_return http::failure(Fault::not_found, OfProject::absent);
    co_return *found;
}

awaitable<Result<Message>> remove_project(const Parts& parts, const Member<Role::OWNER>& owner) {
    const bool removed = co_await remove_project_and_objects(parts, owner.project_id());
    if (!removed) co_return refusal(Role::OWNER);  // somebody else was faster
    co_return Message{"success"};
}

}  // namespace

Table project_routes() {
    return {
        http::get<"/projects">(list_projects, {"The books you belong to", "Projects"}),
        http::post<"/projects">(create_project, {"Make a book; you are its owner", "Projects"}),
        http::get<"/projects/:id">(show_project,
                                   {"A book with its members and elements; readers who are no members see no e-mail "
                                    "addresses",
                                    "Projects"}),
        http::patch<"/projects/:id">(update_project, {"Rename a book or change who may read it", "Projects"}),
        http::get<"/projects/:id/settings">(settings,
                                            {"The book's name and who may read it, for its members", "Projects"}),
        http::remove<"/projects/:id">(remove_project, {"Delete a book with all its elements and photos", "Projects"}),
    };
}

}  // namespace pictbook::api
