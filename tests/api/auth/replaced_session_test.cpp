// What becomes of the session whose cookie another one replaces: AUTH-61.
#include <functional>

#include "factors.hpp"
#include "passkeys.hpp"
#include "provider_calls.hpp"

namespace pictbook::test {
namespace {

/// `sign_in` leaves the browser with another session than before, and the earlier one is none any more.
void expect_replaced(const Person& browser, const std::function<Reply()>& sign_in) {
    const Person copy(browser);  // as a thief of the cookie has it
    ASSERT_TRUE(is_signed_in(copy));
    const int status = sign_in().status;
    EXPECT_TRUE(status == 200 || status == 302) << status;
    EXPECT_NE(token_of(browser), token_of(copy));
    EXPECT_FALSE(is_signed_in(copy));
}

// AUTH-61
TEST(ReplacedSession, EndsAtASignInAndOthersGoOn) {
    const Person ada = shared_server().sign_up(), elsewhere = sign_in_again(ada);
    expect_replaced(ada, [&] { return ada.post("/auth/sign-in/email", credentials(email_of(elsewhere))); });
    EXPECT_TRUE(is_signed_in(ada));
    EXPECT_TRUE(is_signed_in(elsewhere));
}

// AUTH-61
TEST(ReplacedSession, EndsWhosesoeverItIs) {
    const Person ada = shared_server().sign_up(), grace = shared_server().sign_up("grace");
    expect_replaced(ada, [&] { return ada.post("/auth/sign-in/email", credentials(email_of(grace))); });
    expect_replaced(ada, [&] { return ada.post("/auth/sign-up/email", sign_up_json(new_email())); });
    EXPECT_TRUE(is_signed_in(ada));
    EXPECT_TRUE(is_signed_in(grace));
}

// AUTH-61
TEST(ReplacedSession, GoesOnWhenASignInFails) {
    const Person ada = shared_server().sign_up();
    EXPECT_EQ(ada.post("/auth/sign-in/email", credentials(email_of(ada), "wrong horse 42")).status, 401);
    EXPECT_EQ(ada.post("/auth/sign-up/email", sign_up_json(email_of(ada))).status, 422);
    EXPECT_TRUE(is_signed_in(ada));
}

// AUTH-61
TEST(ReplacedSession, EndsWhereASignInHasToWaitForACode) {
    const Guarded ada = guard(shared_server());
    const Person browser = shared_server().sign_up("grace");
    expect_replaced(browser, [&] { return browser.post("/auth/sign-in/email", credentials(ada.email)); });
    EXPECT_TRUE(is_signed_in(ada.person));
    EXPECT_EQ(browser.post("/auth/two-factor/verify-totp", code_json(ada.app.code())).status, 200);
}

// AUTH-61
TEST(ReplacedSession, EndsAtASignInWithAPasskey) {
    Person ada = shared_server().sign_up();
    Authenticator phone;
    EXPECT_EQ(add_passkey(ada, phone).status, 200);
    expect_replaced(ada, [&] { return finish_sign_in(ada, phone.assertion_json(authentication_challenge(ada))); });
    EXPECT_TRUE(is_signed_in(ada));
}

// AUTH-61
TEST(ReplacedSession, EndsAtASignInAtAProvider) {
    tell_person(new_subject(), new_email());
    const Person ada = client_server().sign_up();
    expect_replaced(ada, [&] { return sign_in_at_provider(ada); });
    EXPECT_TRUE(is_signed_in(ada));
}

}  // namespace
}  // namespace pictbook::test
