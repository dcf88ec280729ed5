// Every table in one router, in the order of the API document.
#include "api/limited.hpp"

namespace pictbook::api {

/// What has no limit: the photos' addresses, health, metrics and pages (docs/decisions/0014-limits.md).
void mount_tables(http::Router& router, const Parts* parts) {
    router.mount(auth_routes(), parts);
    router.mount(limited(project_routes()), parts);
    router.mount(limited(archive_routes()), parts);
    router.mount(limited(member_routes()), parts);
    router.mount(limited(invitation_routes()), parts);
    router.mount(limited(element_routes()), parts);
    router.mount(limited(history_routes()), parts);
    router.mount(limited(image_routes()), parts);
    router.mount(blob_routes(), parts);
    router.mount(health_routes(), parts);
    router.mount(metrics_routes(), parts);
    router.mount(page_routes(), parts);
    router.quiet_below("/auth");
}

}  // namespace pictbook::api
