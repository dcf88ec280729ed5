// What people and monitors open below /auth: AUTH-47.
#include "api/auth.hpp"
#include "api/auth_words.hpp"
#include "base/bytes.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

constexpr std::size_t kMostShownBytes = 200;

struct Ok {
    bool ok = true;
};
BOOST_DESCRIBE_STRUCT(Ok, (), (ok))

struct ErrorQuery {
    std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(ErrorQuery, (), (error))

awaitable<Result<Ok>> ok(const Parts&, const Limited<Pace::usual>&, const Anyone&) { co_return Ok(); }

awaitable<Result<http::Response>> show_error(const Parts&, const Limited<Pace::usual>&, const Anyone&,
                                             const http::Query<ErrorQuery>& query) {
    const std::string code = html_escape(cut_utf8(query.error.value_or("unknown"), kMostShownBytes));
    http::Response page = http::Response::html(
        200,
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Sign-in failed</title>\n"
        "<h1>Sign-in failed</h1>\n<p>Something went wrong while you were signing in. Please go back and try "
        "again.</p>\n"
        "<p>Error: <code>" +
            code + "</code></p>\n</html>\n");
    page.headers.emplace_back("Content-Security-Policy",
                              "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    co_return page;
}

}  // namespace

Table auth_page_routes() {
    return {
        http::get<"/auth/ok">(ok, {"Whether the accounts answer", "Accounts"}),
        http::get<"/auth/error">(
            show_error,
            {"A page that shows the code of a failed sign-in", "Accounts", {}, {{200, "The page", "text/html"}}}),
    };
}

}  // namespace pictbook::api
