// The page for a person who opens the address, and the API reference: docs/spec/docs.md. All of it is in the binary.
#include "api/access.hpp"
#include "api/limited.hpp"
#include "api/live_document.hpp"
#include "http/openapi.hpp"
#include "web/assets.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using http::Response;

namespace {

Response serve_asset(std::string_view path) {
    const web::Asset* asset = web::find(path);
    if (!asset) return Response::text(404, "NOT_FOUND");
    Response response{
        .status = 200, .content_type = std::string(asset->content_type), .body = std::string(asset->bytes)};
    response.headers.emplace_back(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'");
    response.headers.emplace_back("Cache-Control", "no-cache");
    return response;
}

awaitable<Result<Response>> home(const Parts&, const Anyone&) { co_return serve_asset("/"); }
awaitable<Result<Response>> docs(const Parts&, const Anyone&) { co_return serve_asset("/docs"); }
awaitable<Result<Response>> icon(const Parts&, const Anyone&) { co_return serve_asset("/favicon.svg"); }

struct FileName : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.example = "docs.js"};
};
struct DocsFile {
    FileName file;
};
BOOST_DESCRIBE_STRUCT(DocsFile, (), (file))

awaitable<Result<Response>> docs_file(const Parts&, const Anyone&, const http::Path<DocsFile>& path) {
    co_return serve_asset("/docs/" + path.file.value);
}

awaitable<Result<Response>> docs_json(const Parts&, const Anyone&) {
    static const std::string document = openapi_document();  // the same for every worker; made once
    co_return Response::json(200, document);
}

awaitable<Result<Response>> live_json(const Parts&, const Anyone&) {
    static const std::string document = live_document();
    co_return Response::json(200, document);
}

/// The canvas socket, as far as OpenAPI can show it: the upgrade, and its messages as schemas.
schema::json::object socket_path(schema::Definitions& definitions) {
    using schema::json::array;
    using schema::json::object;
    const object id{
        {"name", "id"}, {"in", "path"}, {"required", true}, {"schema", schema::schema_of<model::Id>(definitions)}};
    object operation{
        {"summary", "The canvas socket (WebSocket): one event per text message"},
        {"description",
         "The server adds the sender's userId and relays each event to every other socket of the book. "
         "Messages: see the schema CanvasEvent. With the subprotocol pictshare.v2 the server keeps, orders and "
         "acknowledges "
         "what clients send: see CanvasCommand, CanvasMessage and /docs/live.json. For whoever may read the book, by "
         "cookie or API key; a viewer, and a "
         "key with "
         "the scope read, only listens."},
        {"tags", array{"Canvas"}},
        {"parameters", array{id}},
        {"operationId", "get-canvas-id"},
        {"responses",
         object{{"101", object{{"description", "Switching protocols; close code 3000 follows without access"}}},
                {"403", object{{"description", "Foreign origin"}}},
                {"404", object{{"description", "Not a WebSocket request"}}},
                {"429", object{{"description", kTooManyRequests}}}}}};
    describe_live(definitions);
    return {{"/canvas/{id}", object{{"get", std::move(operation)}}}};
}

}  // namespace

Table page_routes() {
    return {
        http::get<"/">(home,
                       {"A page for people: what runs here", "Documentation", {}, {{200, "The page", "text/html"}}}),
        http::get<"/favicon.svg">(icon, {"The pages' icon", "Documentation", {}, {{200, "The icon", "image/svg+xml"}}}),
        http::get<"/docs">(docs, {"The API reference", "Documentation", {}, {{200, "The page", "text/html"}}}),
        http::get<"/docs/json">(docs_json,
                                {"This document", "Documentation", {}, {{200, "OpenAPI 3.1", "application/json"}}}),
        http::get<"/docs/live.json">(
            live_json,
            {"The canvas socket's messages", "Documentation", {}, {{200, "AsyncAPI 3.0", "application/json"}}}),
        http::get<"/docs/:file">(docs_file, {"The files of the API reference",
                                             "Documentation",
                                             {},
                                             {{200, "The file", "*/*"}, {404, "NOT_FOUND", "text/plain"}}}),
    };
}

std::string openapi_document() {
    http::Router router;
    mount_tables(router, nullptr);
    http::About about;
    about.title = "Pictshare Book Documentation";  // the original's, which clients may look for
    about.version = "1.0.0";
    about.description =
        "Shared virtual photobooks: books, members, elements, photos, and a live canvas. Every response carries "
        "X-Request-Id. A body that does not fit its schema is answered with 422 and the reasons. Any route may answer "
        "500, "
        "or 503 with Retry-After when a part of the server is away; a change that carries the cookie and comes from a "
        "page of "
        "a foreign origin is answered with 403 and the code INVALID_ORIGIN.";
    about.session_cookie = "pctsh-book-local.session_token";
    about.keys =
        "An API key of POST /auth/api-key/create, with the scope that a route names beside it or a wider one: read, "
        "write, "
        "admin. It counts before a session's cookie, and for nothing below /auth.";
    about.tags = {{"Accounts", "Sign-up, sign-in, sessions"},
                  {"API keys", "For programs that act for a person"},
                  {"Projects", "Books"},
                  {"Members", "Who belongs to a book"},
                  {"Elements", "What lies on a canvas"},
                  {"History", "What was, and named versions"},
                  {"Images", "Photos"},
                  {"Canvas", "The live socket"},
                  {"Health", "For load balancers"},
                  {"Documentation", "This reference"}};
    return schema::pretty_json(http::openapi(router, about, socket_path));
}

}  // namespace pictbook::api
