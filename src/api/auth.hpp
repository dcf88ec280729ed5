// The route tables below /auth, one for each flow: docs/spec/auth.md.
#pragma once

#include "api/routes.hpp"

namespace pictbook::api {

Table auth_sign_routes();               // up, in, out
Table auth_session_routes();            // who one is, and where else one is signed in
Table auth_account_routes();            // the person, the password, the ways to sign in
Table auth_two_factor_routes();         // the authenticator and its backup codes
Table auth_two_factor_verify_routes();  // their codes
Table auth_passkey_routes();            // a person's passkeys
Table auth_passkey_register_routes();   // a new one
Table auth_passkey_sign_in_routes();    // the way in with one
Table auth_key_routes();                // the keys of one's programs
Table auth_provider_routes();           // sign-in with somebody else's account
Table auth_verify_routes();             // addresses, by mail
Table auth_reset_routes();              // a forgotten password, by mail
Table auth_delete_routes();             // the end of an account
Table auth_page_routes();               // for people who look

}  // namespace pictbook::api
