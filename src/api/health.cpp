// Whether the process lives, and whether it can serve: for load balancers and container engines (docs/operations.md).
#include "api/access.hpp"
#include "api/routes.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

struct Health {
    std::string status = "ok";
};
BOOST_DESCRIBE_STRUCT(Health, (), (status))

awaitable<Result<Health>> live(const Parts&, const Anyone&) { co_return Health(); }

awaitable<Result<Health>> ready(const Parts& parts, const Anyone&) {
    const std::string away = co_await parts.readiness.ask();
    if (away.empty()) co_return Health();
    Error failure = http::failure(Fault::unavailable, "The " + away + " is away");
    failure.retry_after = Seconds(1);
    co_return failure;
}

}  // namespace

Table health_routes() {
    return {
        http::get<"/health/live">(live, {"The process runs", "Health"}),
        http::get<"/health/ready">(
            ready, {"The server can serve: its database and its object store answer",
                    "Health",
                    {{Fault::unavailable, "The database is away"}, {Fault::unavailable, "The object store is away"}}}),
    };
}

}  // namespace pictbook::api
