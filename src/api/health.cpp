// Whether the process lives, and whether it can serve: for load balancers and container engines (docs/operations.md).
#include "api/access.hpp"
#include "api/routes.hpp"
#include "base/log.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

constexpr db::Statement kPing("SELECT 1");

struct Health {
    std::string status = "ok";
};
BOOST_DESCRIBE_STRUCT(Health, (), (status))

awaitable<Result<Health>> live(const Parts&, const Anyone&) { co_return Health(); }

/// Asks each part once; what is away is logged, for the answer is for everybody.
awaitable<Result<Health>> ready(const Parts& parts, const Anyone&) {
    const char* part = "database";
    try {
        co_await parts.db.run(kPing);
        part = "object store";
        co_await parts.blobs.check();
    } catch (const std::exception& error) {
        log::warning("not ready", {{"part", part}, {"reason", error.what()}});
        Error away = http::failure(Fault::unavailable, std::string("The ") + part + " is away");
        away.retry_after = Seconds(1);
        co_return away;
    }
    co_return Health();
}

}  // namespace

Table health_routes() {
    return {
        http::get<"/health/live">(live, {"The process runs", "Health"}),
        http::get<"/health/ready">(ready, {"The server can serve: its database and its object store answer",
                                           "Health",
                                           {{Fault::unavailable, "The database is away"}}}),
    };
}

}  // namespace pictbook::api
