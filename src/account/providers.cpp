#include "account/providers.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace pictbook::account {

using boost::asio::awaitable;

namespace {

/// The original's, which is kept for its clients; every other endpoint comes from discovery.
constexpr const char* kGoogleAuthorization = "https://accounts.google.com/o/oauth2/auth";

http::Fetcher::Limits limits_for(std::size_t providers) {
    http::Fetcher::Limits limits;
    if (providers == 0) limits.threads = 0;  // nobody will be asked
    return limits;
}

std::optional<std::string> id_token_in(std::string_view json) {
    const std::optional<schema::json::value> value = schema::parse_json(json);
    const schema::json::object* answer = value ? value->if_object() : nullptr;
    return answer ? text_in(*answer, "id_token") : std::nullopt;
}

Redeemed refused(const ProviderSettings& provider, const char* error, std::string_view reason) {
    log::warning("a sign-in at a provider failed", {{"provider", provider.id}, {"error", error}, {"reason", reason}});
    Redeemed out;
    out.error = error;
    return out;
}

std::string body_of(const http::Answer& answer, const char* what) {
    if (answer.status != 200)
        throw http::Unreachable(std::string(what) + " has the status " + std::to_string(answer.status));
    return answer.body;
}

}  // namespace

Providers::Providers(std::vector<ProviderSettings> settings) : fetcher_(limits_for(settings.size())) {
    for (ProviderSettings& each : settings) {
        providers_.push_back(std::make_unique<Provider>());
        providers_.back()->settings = std::move(each);
    }
}

Providers::Provider* Providers::find(std::string_view id) const {
    const auto is_it = [&](const auto& each) { return each->settings.id == id; };
    const auto found = std::find_if(providers_.begin(), providers_.end(), is_it);
    return found == providers_.end() ? nullptr : found->get();
}

awaitable<http::Answer> Providers::look_up(Provider& provider, http::Outgoing request) {
    {
        const std::lock_guard lock(mutex_);
        if (Monotonic::now() < provider.away_until) throw http::Unreachable("it gave no answer a moment ago");
    }
    try {
        co_return co_await fetcher_.fetch(request);
    } catch (const http::Unreachable&) {
        const std::lock_guard lock(mutex_);
        provider.away_until = Monotonic::now() + kAwayFor;
        throw;
    }
}

awaitable<std::shared_ptr<const Endpoints>> Providers::endpoints_of(Provider& provider) {
    {
        const std::lock_guard lock(mutex_);
        if (provider.endpoints && Monotonic::now() < provider.endpoints_end) co_return provider.endpoints;
    }
    http::Outgoing request;
    request.url = discovery_address(provider.settings.issuer);
    const http::Answer answer = co_await look_up(provider, request);
    const std::optional<Endpoints> read =
        read_discovery(body_of(answer, "its configuration"), provider.settings.issuer);
    if (!read) throw http::Unreachable("its configuration can't be used");
    const auto endpoints = std::make_shared<const Endpoints>(*read);
    const std::lock_guard lock(mutex_);
    provider.endpoints = endpoints;
    provider.endpoints_end = Monotonic::now() + kKeptFor;
    co_return endpoints;
}

awaitable<std::shared_ptr<const KeySet>> Providers::fetch_keys(Provider& provider) {
    const std::shared_ptr<const Endpoints> endpoints = co_await endpoints_of(provider);
    http::Outgoing request;
    request.url = endpoints->keys;
    const http::Answer answer = co_await look_up(provider, request);
    std::optional<KeySet> read = KeySet::read(body_of(answer, "its key set"));
    if (!read) throw http::Unreachable("its key set can't be used");
    const auto keys = std::make_shared<const KeySet>(*std::move(read));
    const std::lock_guard lock(mutex_);
    provider.keys = keys;
    provider.keys_end = Monotonic::now() + kKeptFor;
    co_return keys;
}

awaitable<std::shared_ptr<const KeySet>> Providers::keys_for(Provider& provider, const Jwt& token) {
    {
        const std::lock_guard lock(mutex_);
        const Monotonic::time_point now = Monotonic::now();
        const bool is_fresh = provider.keys && now < provider.keys_end;
        if (is_fresh && (provider.keys->has_key_for(token) || now < provider.keys_again)) co_return provider.keys;
        if (is_fresh) provider.keys_again = now + kKeysAgainAfter;
    }
    co_return co_await fetch_keys(provider);
}

awaitable<Redeemed> Providers::check(Provider& provider, const Attempt& attempt, std::string_view text) {
    const std::optional<Jwt> token = read_jwt(text);
    if (!token) co_return refused(provider.settings, "invalid_id_token", "form");
    const std::shared_ptr<const KeySet> keys = co_await keys_for(provider, *token);
    if (!keys->has_signed(*token)) co_return refused(provider.settings, "invalid_id_token", "signature");
    Claims claims = read_claims(token->claims, provider.settings, attempt.nonce, now());
    if (claims.flaw) co_return refused(provider.settings, "invalid_id_token", claims.flaw);
    if (claims.identity.email.empty()) co_return refused(provider.settings, "email_not_found", "no e-mail address");
    Redeemed out;
    out.identity = std::move(claims.identity);
    co_return out;
}

awaitable<std::string> Providers::begin(std::string id, Attempt attempt) {
    Provider& provider = *find(id);
    if (provider.settings.issuer == kGoogleIssuer)
        co_return authorization_address(kGoogleAuthorization, provider.settings, attempt);
    const std::shared_ptr<const Endpoints> endpoints = co_await endpoints_of(provider);
    co_return authorization_address(endpoints->authorization, provider.settings, attempt);
}

awaitable<Redeemed> Providers::redeem(std::string id, Attempt attempt, std::string code) {
    Provider& provider = *find(id);
    const std::shared_ptr<const Endpoints> endpoints = co_await endpoints_of(provider);
    const http::Outgoing request = code_request(*endpoints, provider.settings, attempt, code);
    const http::Answer answer = co_await fetcher_.fetch(request);
    const std::string status = "status " + std::to_string(answer.status);
    if (answer.status >= 500) throw http::Unreachable("its token endpoint has the " + status);
    if (answer.status != 200) co_return refused(provider.settings, "invalid_code", status);
    const std::optional<std::string> token = id_token_in(answer.body);
    if (!token) co_return refused(provider.settings, "unable_to_get_user_info", "no id_token");
    co_return co_await check(provider, attempt, *token);
}

}  // namespace pictbook::account
