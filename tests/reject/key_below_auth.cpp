// expect: a route below /auth takes no API keys
#include "api/access.hpp"
#include "api/paths.hpp"
#include "api/routes.hpp"

namespace pictbook::api {

boost::asio::awaitable<Result<Message>> greet(const Parts&, const User& user) { co_return Message{user.id()}; }

Table reaching_routes() { return {http::post<"/auth/greeting">(greet, {"Greet", "Greetings"})}; }

}  // namespace pictbook::api
