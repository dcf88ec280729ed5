// expect: a body is a field kind, a described struct, or made of them
#include "api/access.hpp"
#include "api/paths.hpp"
#include "api/routes.hpp"

namespace pictbook::api {

struct Greeting {
    std::string text;
};

boost::asio::awaitable<Result<Message>> greet(const Parts&, const Anyone&, const http::Body<Greeting>& body) {
    co_return Message{body->text};
}

Table vague_routes() { return {http::post<"/greetings">(greet, {"Greet", "Greetings"})}; }

}  // namespace pictbook::api
