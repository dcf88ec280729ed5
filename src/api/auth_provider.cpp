// Sign-in with an account at a provider, from its beginning to the browser's return: docs/spec/providers.md.
#include "api/auth_provider.hpp"

#include <algorithm>
#include <array>

#include "account/targets.hpp"
#include "api/auth.hpp"
#include "base/bytes.hpp"
#include "base/log.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

constexpr std::size_t kMostToldBytes = 512;  // of what a provider says of its error

/// The providers that the original knows by name; whatever else isn't set up is no provider at all.
constexpr std::array<std::string_view, 13> kNamed{"apple",   "discord", "dropbox",  "facebook",  "github",
                                                  "gitlab",  "google",  "linkedin", "microsoft", "reddit",
                                                  "spotify", "twitch",  "twitter"};

struct SocialSignIn {
    std::string provider;
    std::optional<Target> callbackURL;
    std::optional<Target> errorCallbackURL;
    std::optional<Target> newUserCallbackURL;
    std::optional<bool> disableRedirect;
};
BOOST_DESCRIBE_STRUCT(SocialSignIn, (), (provider, callbackURL, errorCallbackURL, newUserCallbackURL, disableRedirect))

struct SocialLink {
    std::string provider;
    std::optional<Target> callbackURL;
    std::optional<Target> errorCallbackURL;
};
BOOST_DESCRIBE_STRUCT(SocialLink, (), (provider, callbackURL, errorCallbackURL))

struct GoThere {
    std::string url;
    bool redirect = true;
};
BOOST_DESCRIBE_STRUCT(GoThere, (), (url, redirect))

Result<void> check_provider(const Parts& parts, const std::string& provider) {
    if (parts.providers.is_known(provider)) return Result<void>();
    if (std::find(kNamed.begin(), kNamed.end(), provider) == kNamed.end())
        return auth_error(Fault::bad_request, "Invalid provider");
    return auth_error(Fault::not_found, "Provider not found");
}

awaitable<Result<GoThere>> sign_in_at_provider(const Parts& parts, const Limited<Pace::sign_in>&, const Anyone&,
                                               const Input<SocialSignIn>& input, const Browser& browser) {
    const Result<void> known = check_provider(parts, input->provider);
    if (!known) co_return known.error();
    Began began;
    began.provider = input->provider;
    began.callbackURL = input->callbackURL;
    began.errorCallbackURL = input->errorCallbackURL;
    began.newUserCallbackURL = input->newUserCallbackURL;
    const Result<std::string> url = co_await begin_at_provider(parts, browser, std::move(began));
    if (!url) co_return url.error();
    GoThere out;
    out.url = *url;
    out.redirect = !input->disableRedirect.value_or(false);
    co_return out;
}

awaitable<Result<GoThere>> link(const Parts& parts, const Limited<Pace::usual>&, const Self& self,
                                const Input<SocialLink>& input, const Browser& browser) {
    const Result<void> known = check_provider(parts, input->provider);
    if (!known) co_return known.error();
    Began began;
    began.provider = input->provider;
    began.callbackURL = input->callbackURL;
    began.errorCallbackURL = input->errorCallbackURL;
    began.linkUserId = self.user().id;
    const Result<std::string> url = co_await begin_at_provider(parts, browser, std::move(began));
    if (!url) co_return url.error();
    GoThere out;
    out.url = *url;
    co_return out;
}

struct ByProvider {
    Word provider;
};
BOOST_DESCRIBE_STRUCT(ByProvider, (), (provider))

struct ProviderAnswer {
    std::optional<std::string> state;
    std::optional<std::string> code;
    std::optional<std::string> error;
    std::optional<std::string> error_description;
    std::optional<std::string> iss;  // RFC 9207
};
BOOST_DESCRIBE_STRUCT(ProviderAnswer, (), (state, code, error, error_description, iss))

bool is_given(const std::optional<std::string>& text) { return text && !text->empty(); }

/// Whether the answer is of the provider at which the browser began.
bool is_from(const Parts& parts, const Began& began, const std::string& provider, const ProviderAnswer& answer) {
    if (began.provider != provider) return false;
    return !answer.iss || *answer.iss == parts.providers.settings(provider).issuer;
}

/// Nothing when the provider can't be reached.
awaitable<std::optional<account::Redeemed>> redeem(const Parts& parts, const std::string& provider,
                                                   const ProviderAnswer& answer, const std::string& secret) {
    const account::Attempt attempt = attempt_of(parts, provider, *answer.state, secret);
    try {
        co_return co_await parts.providers.redeem(provider, attempt, *answer.code);
    } catch (const Unavailable& error) {
        log::warning("a provider can't be reached", {{"provider", provider}, {"reason", error.what()}});
    }
    co_return std::nullopt;
}

Arrival failed(std::string error) {
    Arrival out;
    out.error = std::move(error);
    return out;
}

awaitable<Arrival> take_answer(const Parts& parts, const Browser& browser, const std::string& provider,
                               const ProviderAnswer& answer, const std::optional<Began>& began) {
    if (!is_given(answer.state)) co_return failed("state_not_found");
    if (!is_given(answer.code)) co_return failed(is_given(answer.error) ? *answer.error : "no_code");
    if (!began) co_return failed("please_restart_the_process");
    if (!parts.providers.is_known(provider)) co_return failed("oauth_provider_not_found");
    const std::string secret = browser.state_secret();
    if (secret.empty() || !is_from(parts, *began, provider, answer)) co_return failed("please_restart_the_process");
    const std::optional<account::Redeemed> redeemed = co_await redeem(parts, provider, answer, secret);
    if (!redeemed) co_return failed("provider_unreachable");
    if (!redeemed->error.empty()) co_return failed(redeemed->error);
    if (began->linkUserId) co_return co_await arrive_to_link(parts, browser, *began, redeemed->identity);
    co_return co_await arrive(parts, browser, *began, redeemed->identity);
}

std::string error_page(const Parts& parts, const std::optional<Began>& began, const std::string& error,
                       const ProviderAnswer& answer) {
    const bool wished = began && began->errorCallbackURL && !began->errorCallbackURL->value.empty();
    const std::string page = wished ? began->errorCallbackURL->value : parts.config.auth_url + "/error";
    std::string target = account::add_query(page, "error", cut_utf8(error, kMostToldBytes));
    if (answer.error_description && !is_given(answer.code))
        target = account::add_query(target, "error_description", cut_utf8(*answer.error_description, kMostToldBytes));
    return target;
}

awaitable<Result<http::Response>> callback(const Parts& parts, const Limited<Pace::usual>&, const Anyone&,
                                           const http::Path<ByProvider>& path, const http::Query<ProviderAnswer>& query,
                                           const Browser& browser) {
    std::optional<Began> began;
    if (is_given(query.state)) began = co_await take_began(parts, browser, *query.state);
    Arrival arrival = co_await take_answer(parts, browser, path.provider.value, query, began);
    if (!arrival.error.empty()) arrival.target = error_page(parts, began, arrival.error, query);
    co_return http::Response::redirect(std::move(arrival.target));
}

}  // namespace

Table auth_provider_routes() {
    const std::vector<std::pair<Fault, const char*>> failures{{Fault::bad_request, "Invalid provider"},
                                                              {Fault::not_found, "Provider not found"},
                                                              {Fault::unavailable, "Provider unreachable"}};
    return {
        http::post<"/auth/sign-in/social">(sign_in_at_provider,
                                           {"Begin a sign-in at a provider", "Accounts", failures}),
        http::post<"/auth/link-social">(link, {"Begin to link an account at a provider", "Accounts", failures}),
        http::get<"/auth/callback/:provider">(
            callback, {"Where a provider sends the browser back; signs in, or links",
                       "Accounts",
                       {},
                       {{302, "To the callbackURL with the session cookie, or to the page that shows the error"}}}),
    };
}

}  // namespace pictbook::api
