// Who one is, and where else one is signed in: AUTH-28, AUTH-29, AUTH-35 to AUTH-37.
#include "api/auth.hpp"
#include "api/auth_words.hpp"
#include "store/sessions.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

awaitable<Result<std::optional<store::SignedIn>>> show_session(const Parts& parts, const Limited<Pace::usual>&,
                                                               const Anyone&, const Browser& browser) {
    co_return co_await look_up(parts, browser, true);
}

awaitable<Result<std::vector<model::Session>>> list_sessions(const Parts& parts, const Limited<Pace::usual>&,
                                                             const Self& self) {
    co_return co_await store::list_sessions(parts.db, self.user().id.value, now());
}

struct OneSession {
    std::string token;
};
BOOST_DESCRIBE_STRUCT(OneSession, (), (token))

awaitable<Result<Status>> revoke(const Parts& parts, const Limited<Pace::usual>&, const Self& self,
                                 const Input<OneSession>& input) {
    const std::optional<store::SignedIn> other = co_await store::find_signed_in(parts.db, input->token);
    if (!other) co_return auth_error(Fault::bad_request, "Session not found");
    if (other->user.id != self.user().id) co_return not_signed_in();
    co_await store::delete_session(parts.db, other->session.id.value);
    parts.control.session_ended(other->session.id.value);
    co_return Status();
}

awaitable<Result<Status>> revoke_others(const Parts& parts, const Limited<Pace::usual>&, const Self& self) {
    co_await store::delete_sessions_of(parts.db, self.user().id.value, self.session().id.value);
    parts.control.user_sessions_ended(self.user().id.value);
    co_return Status();
}

awaitable<Result<Status>> revoke_all(const Parts& parts, const Limited<Pace::usual>&, const Self& self) {
    co_await store::delete_sessions_of(parts.db, self.user().id.value, "");
    parts.control.user_sessions_ended(self.user().id.value);
    co_return Status();
}

}  // namespace

Table auth_session_routes() {
    return {
        http::get<"/auth/get-session">(show_session,
                                       {"Who you are, or null; renews a session older than a day", "Accounts"}),
        http::get<"/auth/list-sessions">(list_sessions, {"Where you are signed in", "Accounts"}),
        http::post<"/auth/revoke-session">(
            revoke, {"End one of your sessions", "Accounts", {{Fault::bad_request, "Session not found"}}}),
        http::post<"/auth/revoke-other-sessions">(revoke_others, {"End all your sessions but this one", "Accounts"}),
        http::post<"/auth/revoke-sessions">(revoke_all, {"End all your sessions", "Accounts"}),
    };
}

}  // namespace pictbook::api
