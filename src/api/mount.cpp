// Every table in one router, in the order of the API document.
#include "api/routes.hpp"

namespace pictbook::api {

void mount_tables(http::Router& router, const Parts* parts) {
    router.mount(auth_routes(), parts);
    router.mount(project_routes(), parts);
    router.mount(member_routes(), parts);
    router.mount(element_routes(), parts);
    router.mount(image_routes(), parts);
    router.mount(blob_routes(), parts);
    router.mount(health_routes(), parts);
    router.mount(metrics_routes(), parts);
    router.mount(page_routes(), parts);
    router.quiet_below("/auth");
}

}  // namespace pictbook::api
