// The route that the other cases misuse, as it should be.
#include "api/access.hpp"
#include "api/paths.hpp"
#include "api/routes.hpp"
#include "store/projects.hpp"

namespace pictbook::api {

boost::asio::awaitable<Result<model::Project>> rename(const Parts& parts, const Member<model::Role::OWNER>& owner,
                                                      const http::Path<ById>& path,
                                                      const http::Body<model::NewProject>& body) {
    const auto project = co_await store::update_project(parts.db, path.id.value, body->name, std::nullopt, now());
    if (!project) co_return http::failure(Fault::not_found, owner.project_id());
    co_return *project;
}

Table ok_routes() { return {http::put<"/projects/:id/name">(rename, {"Rename a book", "Projects"})}; }

}  // namespace pictbook::api
