// Rate limits at the routes (docs/spec/limits.md): of whole tables by the client's address and the user, and of what is tried
// against an account. Those below /auth are words of their routes (api/auth_words.hpp).
#pragma once

#include "api/routes.hpp"

namespace pictbook::api {

/// 429, as every limit answers.
Error too_many_requests(Seconds wait);
inline constexpr const char* kTooManyRequests = "Too many requests. Please try again later.";

/// The table with its limits, and with 429 in its description: every request counts by the client's address, in this process
/// and before anything else; one that changes something also by its user, once the access word knows who that is.
Table limited(Table table);

/// Of a request that a limited() table said to count by its user; others go on. The access words call it.
boost::asio::awaitable<Result<void>> take_user_pace(const Parts& parts, const http::Request& request,
                                                    const std::string& user_id);

/// For a request that does what many would: so many more of that limit, all or none.
boost::asio::awaitable<Result<void>> take_more_pace(const Parts& parts, Limit limit, std::string user_id,
                                                    std::size_t count);

/// Before a try at an account's secret, whoever makes it and from wherever: a password, the code of a second factor.
/// `account` is the lower-cased e-mail address, also one that nobody has, or a user's id; each sort of secret, `what`, counts
/// by itself. A try that succeeded is given back, so only those count that failed, or are still under way.
inline constexpr std::string_view kPasswordTries = "password", kCodeTries = "code";
boost::asio::awaitable<Result<void>> take_account_pace(const Parts& parts, std::string_view what,
                                                       std::string_view account);
boost::asio::awaitable<void> give_back_account_pace(const Parts& parts, std::string_view what,
                                                    std::string_view account);

/// The answer to a handshake of the canvas socket that comes too soon.
std::optional<http::Response> refuse_handshake(const Parts& parts, const http::Request& request);

}  // namespace pictbook::api
