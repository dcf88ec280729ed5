// expect: a route names who may call it: exactly one of
#include "api/access.hpp"
#include "api/paths.hpp"
#include "api/routes.hpp"

namespace pictbook::api {

boost::asio::awaitable<Result<Message>> greet(const Parts&, const Anyone&, const Member<model::Role::OWNER>& owner) {
    co_return Message{owner.user_id()};
}

Table torn_routes() { return {http::get<"/projects/:id/greeting">(greet, {"Greet", "Greetings"})}; }

}  // namespace pictbook::api
