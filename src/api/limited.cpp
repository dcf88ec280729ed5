#include "api/limited.hpp"

#include "base/bytes.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

/// What a route that changes something counts as, by its user. Only uploads take more than JSON.
Limit user_limit(const http::Route<Parts>& route) {
    return route.body_limit > http::kMostJsonBytes ? Limit::uploads : Limit::writes;
}

awaitable<http::Response> refuse(Seconds wait) { co_return http::render(too_many_requests(wait)); }

/// Not the address itself: keys can be read in Redis.
std::string name_of_tries(const Parts& parts, std::string_view what, std::string_view account) {
    const std::string hidden = to_base64url(hmac_sha256(parts.config.auth_secret, account)).substr(0, 22);
    return std::string(what).append(" ").append(hidden);
}

}  // namespace

Error too_many_requests(Seconds wait) {
    Error error = http::failure(Fault::too_many_requests, kTooManyRequests);
    error.retry_after = wait;
    return error;
}

Table limited(Table table) {
    for (http::Route<Parts>& route : table) {
        std::optional<Limit> by_user;
        if (route.verb != http::Verb::get) by_user = user_limit(route);
        route.handle = [by_user, next = std::move(route.handle)](const Parts& parts, http::Request& request) {
            const std::string address = account::counted_address(request.client);
            if (const account::Wait wait = parts.limits.take_here(Limit::requests, address)) return refuse(*wait);
            request.limit_of_user = by_user;
            return next(parts, request);
        };
        route.describe = [next = std::move(route.describe)](http::Operation& operation) {
            next(operation);
            operation.add_failure(Fault::too_many_requests, kTooManyRequests);
        };
    }
    return table;
}

awaitable<Result<void>> take_user_pace(const Parts& parts, const http::Request& request, const std::string& user_id) {
    if (!request.limit_of_user) co_return Result<void>();
    const account::Wait wait = co_await parts.limits.take(*request.limit_of_user, user_id);
    if (wait) co_return too_many_requests(*wait);
    co_return Result<void>();
}

awaitable<Result<void>> take_more_pace(const Parts& parts, Limit limit, std::string user_id, std::size_t count) {
    for (std::size_t taken = 0; taken < count; ++taken) {
        const account::Wait wait = co_await parts.limits.take(limit, user_id);
        if (!wait) continue;
        for (; taken > 0; --taken) co_await parts.limits.give_back(limit, user_id);
        co_return too_many_requests(*wait);
    }
    co_return Result<void>();
}

awaitable<Result<void>> take_account_pace(const Parts& parts, std::string_view what, std::string_view account) {
    const account::Wait wait = co_await parts.limits.take(Limit::tries, name_of_tries(parts, what, account));
    if (wait) co_return too_many_requests(*wait);
    co_return Result<void>();
}

awaitable<void> give_back_account_pace(const Parts& parts, std::string_view what, std::string_view account) {
    return parts.limits.give_back(Limit::tries, name_of_tries(parts, what, account));
}

std::optional<http::Response> refuse_handshake(const Parts& parts, const http::Request& request) {
    const account::Wait wait = parts.limits.take_here(Limit::canvas, account::counted_address(request.client));
    if (!wait) return std::nullopt;
    return http::render(too_many_requests(*wait));
}

}  // namespace pictbook::api
