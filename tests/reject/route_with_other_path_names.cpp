// expect: the members of the Path struct are the names in the route's path
#include "api/access.hpp"
#include "api/paths.hpp"
#include "api/routes.hpp"

namespace pictbook::api {

boost::asio::awaitable<Result<Message>> greet(const Parts&, const Anyone&, const http::Path<ByUser>& path) {
    co_return Message{path.userId.value};
}

Table renamed_routes() { return {http::get<"/projects/:id/users/:memberId">(greet, {"Greet", "Greetings"})}; }

}  // namespace pictbook::api
