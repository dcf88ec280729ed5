#include "account/oidc_accounts.hpp"

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "store/provider_accounts.hpp"
#include "store/two_factors.hpp"
#include "store/users.hpp"

namespace pictbook::account {

using boost::asio::awaitable;

namespace {

Error refused(const char* code) { return {.fault = Fault::forbidden, .message = code}; }

store::ProviderAccount account_of(const Identity& identity) { return {identity.provider, identity.subject}; }

/// Without control characters, and without spaces around.
std::string plain(std::string_view text) {
    std::string out(text);
    std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    return std::string(trim(out));
}

/// At most so many UTF-16 units of it.
std::string_view cut(std::string_view text, std::size_t units) {
    std::size_t bytes = text.size();
    while (utf16_length(text.substr(0, bytes)) > units) bytes = cut_utf8(text, bytes - 1).size();
    return text.substr(0, bytes);
}

model::User new_user(const Identity& identity, Time now) {
    model::User user;
    user.id = make_token();
    user.name = fitting_name(identity.name, identity.email);
    user.email = identity.email;
    user.emailVerified = identity.email_verified;
    if (!identity.picture.empty()) user.image = identity.picture;
    user.createdAt = user.updatedAt = now;
    return user;
}

}  // namespace

std::string fitting_name(std::string_view name, std::string_view email) {
    constexpr schema::TextRule rule = model::PersonName::rule;
    constexpr std::size_t kMostBytes = 4 * rule.max;  // a character has at most 4, and at least one unit
    for (const std::string_view each : {name, email.substr(0, email.find('@'))}) {
        std::string fitting = plain(cut(cut_utf8(plain(each), kMostBytes), rule.max));
        if (utf16_length(fitting) >= rule.min) return fitting;
    }
    return std::string(cut(email, rule.max));
}

awaitable<Result<Entrant>> enter(db::Sql& sql, Identity identity, Time now) {
    const store::ProviderAccount account = account_of(identity);
    Entrant out;
    std::optional<model::User> user = co_await store::hold_user_by_account(sql, account, now);
    if (user) {
        out.user = *std::move(user);
        co_return out;
    }
    user = co_await store::hold_user_by_email(sql, identity.email);
    if (user && !(identity.email_verified && user->emailVerified)) co_return refused("account_not_linked");
    if (user) {
        const std::optional<store::TwoFactor> factor = co_await store::find_two_factor(sql, user->id.value);
        if (factor && factor->enabled) co_return refused("account_not_linked");
    }
    out.is_new = !user;
    out.user = user ? *std::move(user) : new_user(identity, now);
    if (out.is_new && !co_await store::create_user(sql, out.user)) co_return refused(kRaced);
    if (!co_await store::create_provider_account(sql, account, out.user.id.value, now)) co_return refused(kRaced);
    co_return out;
}

awaitable<Result<void>> link(db::Sql& sql, Identity identity, std::string user_id, bool fresh, Time now) {
    const store::ProviderAccount account = account_of(identity);
    const std::optional<model::User> owner = co_await store::hold_user_by_account(sql, account, now);
    if (owner && owner->id.value != user_id) co_return refused("account_already_linked_to_different_user");
    const std::optional<model::User> user = co_await store::hold_user(sql, user_id);
    if (!user || user->email.value != identity.email) co_return refused("email_doesn't_match");
    if (owner) co_return Result<void>();
    if (!identity.email_verified && !fresh) co_return refused("account_not_linked");
    if (!co_await store::create_provider_account(sql, account, user_id, now)) co_return refused(kRaced);
    co_return Result<void>();
}

}  // namespace pictbook::account
