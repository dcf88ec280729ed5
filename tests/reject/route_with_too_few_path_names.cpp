// expect: the members of the Path struct are the names in the route's path
#include "api/access.hpp"
#include "api/paths.hpp"
#include "api/routes.hpp"

namespace pictbook::api {

boost::asio::awaitable<Result<Message>> greet(const Parts&, const Anyone&, const http::Path<ById>& path) {
    co_return Message{path.id.value};
}

Table short_routes() { return {http::get<"/projects/:id/users/:userId">(greet, {"Greet", "Greetings"})}; }

}  // namespace pictbook::api
