#include "api/auth_words.hpp"

#include <algorithm>

#include "account/sessions.hpp"
#include "account/signed_cookie.hpp"
#include "account/targets.hpp"
#include "api/auth_password.hpp"
#include "api/noting.hpp"
#include "base/bytes.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

constexpr Seconds kFresh = std::chrono::days(1);
constexpr std::size_t kMostUserAgentBytes = 512;
constexpr std::size_t kMostTargetBytes = 2048;

Limit limit_of(Pace pace) {
    switch (pace) {
        case Pace::sign_in:
            return Limit::sign_in;
        case Pace::mail:
            return Limit::mail;
        case Pace::usual:
            break;
    }
    return Limit::auth;
}

/// The request's path without what its `:names` matched, which is always its end below /auth. One route has two names (AUTH-57).
std::string_view route_of(const http::Request& request) {
    std::string_view path = request.path;
    for (std::size_t i = 0; i < request.params.size(); ++i) path = path.substr(0, path.rfind('/'));
    return path == "/auth/request-password-reset" ? "/auth/forget-password" : path;
}

/// What can be stored and written as JSON of a header.
std::string plain_text(std::string_view header) {
    std::string out(header);
    if (!is_utf8(out)) std::replace_if(out.begin(), out.end(), [](char c) { return (c & 0x80) != 0; }, '?');
    std::erase(out, '\0');
    return std::string(cut_utf8(out, kMostUserAgentBytes));
}

}  // namespace

std::string code_of(std::string_view message) {
    if (message == kEasyToGuess) return "PASSWORD_COMPROMISED";  // as better-auth's plugin against leaked ones says
    std::string code;
    for (const char c : message) {
        if (c == '\'') continue;
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        code.push_back(letter ? static_cast<char>(c & ~0x20) : '_');
    }
    return code;
}

Error auth_error(Fault fault, std::string message) {
    std::string code = code_of(message);
    return {.fault = fault, .message = std::move(message), .code = std::move(code)};
}

Error not_signed_in() { return {.fault = Fault::unauthorized, .message = "", .code = "UNAUTHORIZED"}; }

Error misfit(const Issue& issue) {
    std::string name = issue.property == "root" ? "body" : issue.property.substr(1);
    const bool is_short = issue.message.find("length greater") != std::string::npos;
    const bool is_long = issue.message.find("length less") != std::string::npos;
    if (!is_short && !is_long) {
        const bool unstorable = issue.message.find("U+0000") != std::string::npos;
        return auth_error(unstorable ? Fault::invalid : Fault::bad_request, "Invalid " + name);
    }
    name.front() = static_cast<char>(name.front() & ~0x20);
    return auth_error(Fault::bad_request, name + (is_short ? " too short" : " too long"));
}

awaitable<Result<void>> take_pace(const Parts& parts, const http::Request& request, Pace pace) {
    std::string who = account::counted_address(request.client).append(" ").append(route_of(request));
    const account::Wait wait = co_await parts.limits.take(limit_of(pace), std::move(who));
    if (wait) co_return too_many_requests(*wait);
    co_return Result<void>();
}

Result<void> check_target(const Parts& parts, std::string_view field, std::string_view target) {
    const bool allowed =
        target.size() <= kMostTargetBytes && account::is_allowed_target(target, parts.http_settings.trusted_origins);
    if (target.empty() || allowed) return Result<void>();
    // The original calls the target of its mails by another name than its field has.
    return auth_error(Fault::forbidden, "Invalid " + std::string(field == "redirectTo" ? "redirectURL" : field));
}

Result<void> check_targets_in_query(const Parts& parts, const http::Request& request) {
    const schema::json::object query = http::detail::parse_query(request.query);
    for (const std::string_view name :
         {"callbackURL", "errorCallbackURL", "newUserCallbackURL", "redirectTo", "redirectURL"}) {
        const schema::json::value* value = query.if_contains(name);
        if (!value) continue;
        const Result<void> checked = check_target(parts, name, value->as_string());
        if (!checked) return checked.error();
    }
    return Result<void>();
}

Browser::Browser(const Parts& parts, http::Request& request)
    : cookies_(&parts.cookies),
      request_(&request),
      token_(session_token(parts, request.headers)),
      remember_(parts.cookies.remembers(http::cookie_values(request.headers, parts.cookies.dont_remember_name()))),
      formerly_(parts.cookies.is_signed_formerly(http::cookie_values(request.headers, parts.cookies.token_name()))) {
    const std::string_view host = request.headers.get("Host");
    to_localhost_ = host == "localhost" || host.starts_with("localhost:");
}

std::string Browser::state() const {
    return cookies_->signed_text(http::cookie_values(request_->headers, cookies_->state_name())).value_or("");
}

std::string Browser::state_secret() const {
    return cookies_->secret_of(http::cookie_values(request_->headers, cookies_->state_name()));
}

model::Session Browser::new_session(const model::Id& user_id, bool remember) const {
    const Time time = now();
    model::Session session;
    session.id = make_token();
    session.token = make_token();
    session.createdAt = session.updatedAt = time;
    session.expiresAt = account::session_end(time, remember);
    session.ipAddress = request_->client;
    session.userAgent = plain_text(request_->headers.get("User-Agent"));
    session.userId = user_id;
    return session;
}

void Browser::send_token(std::string_view token, bool remember) const {
    send(cookies_->set(token, remember, to_localhost_));
    if (remember && !remember_) send({cookies_->clear_dont_remember(to_localhost_)});
}

void Browser::clear_cookies() const { send(cookies_->clear(to_localhost_)); }

void Browser::send_state(std::string_view state, Seconds life) const {
    send({cookies_->set_state(state, life, to_localhost_)});
}

std::string Browser::signed_cookie(std::string_view kind) const {
    const account::SignedCookie cookie(*cookies_, kind);
    return cookie.read(http::cookie_values(request_->headers, cookie.name()));
}

void Browser::send_signed(std::string_view kind, std::string_view text, Seconds life) const {
    send({account::SignedCookie(*cookies_, kind).set(text, life, to_localhost_)});
}

void Browser::clear_signed(std::string_view kind) const {
    send({account::SignedCookie(*cookies_, kind).clear(to_localhost_)});
}

/// A cookie that is sent twice in one answer is sent as it was said last.
void Browser::send(const std::vector<std::string>& set_cookies) const {
    for (const std::string& cookie : set_cookies) {
        const std::string name = cookie.substr(0, cookie.find('=') + 1);
        std::erase_if(request_->set_cookies, [&](const std::string& earlier) { return earlier.starts_with(name); });
        request_->set_cookies.push_back(cookie);
    }
}

awaitable<std::optional<store::SignedIn>> look_up(const Parts& parts, const Browser& browser, bool with_members) {
    if (browser.token().empty()) co_return std::nullopt;
    std::optional<store::SignedIn> found;
    if (with_members)
        found = co_await store::find_signed_in_with_members(parts.db, browser.token());
    else
        found = co_await store::find_signed_in(parts.db, browser.token());
    const Time time = now();
    const bool ended = found && account::is_ended(found->session.expiresAt, time);
    if (ended) co_await try_to_note(store::delete_session(parts.db, found->session.id.value));
    if (!found || ended) {
        browser.clear_cookies();
        co_return std::nullopt;
    }
    if (account::is_due(found->session.createdAt, found->session.expiresAt, time, browser.remember())) {
        const Time end = account::session_end(time, true);
        const bool renewed = co_await try_to_note(store::renew_session(parts.db, found->session.id.value, end, time));
        if (!renewed) co_return found;
        found->session.expiresAt = end;
        found->session.updatedAt = time;
        browser.send_token(browser.token(), true);
    } else if (browser.is_signed_formerly()) {
        browser.send_token(browser.token(), browser.remember());
    }
    co_return found;
}

bool is_fresh(const model::Session& session) { return now() - session.createdAt < kFresh; }

Result<void> check_fresh(const Self& self) {
    if (!is_fresh(self.session())) return auth_error(Fault::forbidden, kNotFresh);
    return Result<void>();
}

}  // namespace pictbook::api
