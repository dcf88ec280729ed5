#include "api/auth_begin.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

awaitable<Replaced> end_replaced_session(db::Sql& sql, const Browser& browser) {
    if (browser.token().empty()) co_return std::nullopt;
    co_return co_await store::delete_session_by_token(sql, browser.token());
}

awaitable<Replaced> begin_session(db::Sql& sql, const Browser& browser, model::Session session) {
    Replaced replaced = co_await end_replaced_session(sql, browser);
    co_await store::delete_ended_sessions_of(sql, session.userId.value, session.createdAt);
    co_await store::create_session(sql, std::move(session));
    co_return replaced;
}

void tell_replaced(const Parts& parts, const Replaced& replaced) {
    if (replaced) parts.control.session_ended(replaced->value);
}

}  // namespace pictbook::api
