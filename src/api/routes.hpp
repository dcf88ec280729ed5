// Every resource's route table, and where they are mounted.
#pragma once

#include "api/parts.hpp"
#include "http/route.hpp"
#include "http/router.hpp"

namespace pictbook::api {

using Table = http::Table<Parts>;

Table auth_routes();
Table project_routes();
Table archive_routes();
Table member_routes();
Table invitation_routes();
Table element_routes();
Table history_routes();
Table image_routes();
Table blob_routes();
Table health_routes();
Table metrics_routes();
Table page_routes();

/// Of archive_routes().
http::Route<Parts> import_route();

/// All of them. `parts` lives as long as the router; null for a router that is only described.
void mount_tables(http::Router& router, const Parts* parts);
/// A worker's thread, and what it serves with.
struct Home {
    boost::asio::any_io_executor executor;
    const Parts* parts;
};
/// GET /canvas/:id as a WebSocket. Every book has one home among `homes`, where its sockets are handed to. `homes` is
/// filled before the first connection and lives as long as the router.
void mount_canvas(http::Router& router, const Parts& parts, const std::vector<Home>& homes);

/// The OpenAPI document of all routes and of the socket's messages.
std::string openapi_document();

}  // namespace pictbook::api
