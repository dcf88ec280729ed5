// expect: a route names who may call it: exactly one of
#include "api/access.hpp"
#include "api/paths.hpp"
#include "api/routes.hpp"

namespace pictbook::api {

boost::asio::awaitable<Result<Message>> greet(const Parts&, const http::Path<ById>& path) {
    co_return Message{path.id.value};
}

Table open_routes() { return {http::get<"/greetings/:id">(greet, {"Greet", "Greetings"})}; }

}  // namespace pictbook::api
