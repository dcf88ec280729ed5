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
    std::string told = "The " + away + " is away";
    // Every node has the same store: without it all of them serve all but photos, and none is to be taken out.
    if (away != Readiness::kDatabase) co_return Health{std::move(told)};
    Error failure = http::failure(Fault::unavailable, std::move(told));
    failure.retry_after = Seconds(1);
    co_return failure;
}

}  // namespace

Table health_routes() {
    return {
        http::get<"/health/live">(live, {"The process runs", "Health"}),
        http::get<"/health/ready">(
            ready, {"The server can serve: its database answers. `status` tells when the object store is away",
                    "Health",
                    {{Fault::unavailable, "The database is away"}}}),
    };
}

}  // namespace pictbook::api
