#include "api/auth.hpp"

#include <iterator>

namespace pictbook::api {

Table auth_routes() {
    Table all;
    for (Table (*table)() : {auth_sign_routes, auth_session_routes, auth_account_routes, auth_two_factor_routes,
                             auth_two_factor_verify_routes, auth_passkey_routes, auth_passkey_register_routes,
                             auth_passkey_sign_in_routes, auth_key_routes, auth_provider_routes, auth_verify_routes,
                             auth_reset_routes, auth_delete_routes, auth_page_routes}) {
        Table some = table();
        std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    return all;
}

}  // namespace pictbook::api
