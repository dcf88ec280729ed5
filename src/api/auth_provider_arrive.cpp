// A proven identity comes back: a session for its person, or a link to the one who began.
#include "account/oidc_accounts.hpp"
#include "api/auth_begin.hpp"
#include "api/auth_provider.hpp"
#include "store/invitations.hpp"
#include "store/sessions.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

constexpr int kMostAttempts = 3;  // against somebody who makes the same person at the same time

std::string target_of(const Parts& parts, const std::optional<Target>& wished) {
    if (wished && !wished->value.empty()) return wished->value;
    return parts.config.frontend_urls.empty() ? "/" : parts.config.frontend_urls.front();
}

bool has_raced(const Error& error) { return error.message == account::kRaced; }

/// A person together with the session, which is stored but not yet sent.
struct Entered {
    bool is_new = false;
    model::Session session;
    Replaced replaced;
    std::vector<std::string> joined;  // books
};

awaitable<Result<Entered>> enter_once(const Parts& parts, const Browser& browser, const account::Identity& identity) {
    auto enter = [&](db::Sql& sql) -> awaitable<Result<Entered>> {
        Result<account::Entrant> entrant = co_await account::enter(sql, identity, now());
        if (!entrant) co_return entrant.error();
        Entered out;
        out.is_new = entrant->is_new;
        out.session = browser.new_session(entrant->user.id, true);
        out.replaced = co_await begin_session(sql, browser, out.session);
        if (entrant->user.emailVerified)
            out.joined = co_await store::accept_invitations(sql, entrant->user, out.session.createdAt);
        co_return out;
    };
    co_return co_await parts.db.transaction(enter);
}

awaitable<Result<void>> link_once(const Parts& parts, const account::Identity& identity, const store::SignedIn& here) {
    auto link = [&](db::Sql& sql) -> awaitable<Result<void>> {
        co_return co_await account::link(sql, identity, here.user.id.value, is_fresh(here.session), now());
    };
    co_return co_await parts.db.transaction(link);
}

}  // namespace

awaitable<Arrival> arrive(const Parts& parts, const Browser& browser, Began began, account::Identity identity) {
    Result<Entered> entered = co_await enter_once(parts, browser, identity);
    for (int i = 1; i < kMostAttempts && !entered && has_raced(entered.error()); ++i)
        entered = co_await enter_once(parts, browser, identity);
    Arrival out;
    if (!entered) {
        out.error = entered.error().message;
        co_return out;
    }
    tell_replaced(parts, entered->replaced);
    for (const std::string& book : entered->joined) parts.control.member_changed(book, entered->session.userId.value);
    browser.send_token(entered->session.token, true);
    const bool greets = entered->is_new && began.newUserCallbackURL && !began.newUserCallbackURL->value.empty();
    out.target = target_of(parts, greets ? began.newUserCallbackURL : began.callbackURL);
    co_return out;
}

awaitable<Arrival> arrive_to_link(const Parts& parts, const Browser& browser, Began began, account::Identity identity) {
    Arrival out;
    // Who began must still be who sits at the browser, lest somebody else's account is linked by a planted cookie.
    const std::optional<store::SignedIn> here = co_await look_up(parts, browser, false);
    if (!here || here->user.id != *began.linkUserId) {
        out.error = "please_restart_the_process";
        co_return out;
    }
    Result<void> linked = co_await link_once(parts, identity, *here);
    for (int i = 1; i < kMostAttempts && !linked && has_raced(linked.error()); ++i)
        linked = co_await link_once(parts, identity, *here);
    if (linked)
        out.target = target_of(parts, began.callbackURL);
    else
        out.error = linked.error().message;
    co_return out;
}

}  // namespace pictbook::api
