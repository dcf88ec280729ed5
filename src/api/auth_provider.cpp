// Sign-in with an account at a provider: AUTH-40, AUTH-41. It begins here when GOOGLE_CLIENT_ID is set; the state that a
// provider hands back is stored once and tied to the browser by a cookie.
#include <algorithm>
#include <array>

#include "account/targets.hpp"
#include "api/auth.hpp"
#include "api/auth_words.hpp"
#include "base/bytes.hpp"
#include "store/verifications.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

constexpr Seconds kStateLife = std::chrono::minutes(10);
constexpr std::size_t kVerifierLength = 128;  // the most that RFC 7636 section 4.1 allows

/// The providers that the original knows by name; whatever else is no provider at all.
constexpr std::array<std::string_view, 13> kProviders{"apple",   "discord", "dropbox",  "facebook",  "github",
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
};
BOOST_DESCRIBE_STRUCT(SocialLink, (), (provider, callbackURL))

struct GoThere {
    std::string url;
    bool redirect = true;
};
BOOST_DESCRIBE_STRUCT(GoThere, (), (url, redirect))

/// What is to be known when the provider sends the browser back.
struct Began {
    std::string codeVerifier;
    std::optional<Target> callbackURL;
    std::optional<Target> errorCallbackURL;
    std::optional<Target> newUserCallbackURL;
    std::optional<model::Id> linkUserId;
};
BOOST_DESCRIBE_STRUCT(Began, (), (codeVerifier, callbackURL, errorCallbackURL, newUserCallbackURL, linkUserId))

Result<void> check_provider(const Parts& parts, const std::string& provider) {
    if (std::find(kProviders.begin(), kProviders.end(), provider) == kProviders.end())
        return auth_error(Fault::bad_request, "Invalid provider");
    if (provider != "google" || parts.config.google_client_id.empty())
        return auth_error(Fault::not_found, "Provider not found");
    return Result<void>();
}

std::string google_address(const Config& config, const std::string& state, const std::string& verifier) {
    std::string url = "https://accounts.google.com/o/oauth2/auth?response_type=code";
    const auto add = [&](std::string_view name, std::string_view value) { url = account::add_query(url, name, value); };
    add("client_id", config.google_client_id);
    add("state", state);
    add("scope", "email profile openid");
    add("redirect_uri", config.auth_url + "/callback/google");
    add("code_challenge_method", "S256");
    add("code_challenge", to_base64url(sha256(verifier)));
    return url;
}

awaitable<std::string> begin(const Parts& parts, const Browser& browser, Began began) {
    const std::string state = make_token();
    began.codeVerifier = make_token(kVerifierLength);
    const Time time = now();
    auto keep = [&](db::Sql& sql) -> awaitable<Result<void>> {
        co_await store::create_verification(sql, state, schema::to_json(began), time + kStateLife, time);
        co_return Result<void>();
    };
    co_await parts.db.transaction(keep);
    browser.send_state(state, kStateLife);
    co_return google_address(parts.config, state, began.codeVerifier);
}

awaitable<Result<GoThere>> sign_in(const Parts& parts, const Limited<Pace::sign_in>&, const Anyone&,
                                   const Input<SocialSignIn>& input, const Browser& browser) {
    const Result<void> known = check_provider(parts, input->provider);
    if (!known) co_return known.error();
    Began began;
    began.callbackURL = input->callbackURL;
    began.errorCallbackURL = input->errorCallbackURL;
    began.newUserCallbackURL = input->newUserCallbackURL;
    GoThere out;
    out.url = co_await begin(parts, browser, std::move(began));
    out.redirect = !input->disableRedirect.value_or(false);
    co_return out;
}

awaitable<Result<GoThere>> link(const Parts& parts, const Limited<Pace::usual>&, const Self& self,
                                const Input<SocialLink>& input, const Browser& browser) {
    const Result<void> known = check_provider(parts, input->provider);
    if (!known) co_return known.error();
    Began began;
    began.callbackURL = input->callbackURL;
    began.linkUserId = self.user().id;
    GoThere out;
    out.url = co_await begin(parts, browser, std::move(began));
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
};
BOOST_DESCRIBE_STRUCT(ProviderAnswer, (), (state, code, error, error_description))

/// Why the provider's answer can't be used.
awaitable<std::string> refusal(const Parts& parts, const Browser& browser, std::string provider,
                               ProviderAnswer answer) {
    if (!answer.state || answer.state->empty()) co_return "state_not_found";
    if (!answer.code || answer.code->empty()) co_return answer.error.value_or("no_code");
    if (provider != "google") co_return "oauth_provider_not_found";
    if (browser.state() != *answer.state) co_return "please_restart_the_process";
    const std::optional<std::string> began = co_await store::take_verification(parts.db, *answer.state, now());
    if (!began) co_return "please_restart_the_process";
    co_return "oauth_provider_not_found";  // codes are not exchanged in this version
}

awaitable<Result<http::Response>> callback(const Parts& parts, const Limited<Pace::usual>&, const Anyone&,
                                           const http::Path<ByProvider>& path, const http::Query<ProviderAnswer>& query,
                                           const Browser& browser) {
    const std::string error = co_await refusal(parts, browser, path.provider.value, query);
    std::string target = account::add_query(parts.config.auth_url + "/error", "error", error);
    if (query.error_description) target = account::add_query(target, "error_description", *query.error_description);
    co_return http::Response::redirect(std::move(target));
}

}  // namespace

Table auth_provider_routes() {
    const std::vector<std::pair<Fault, const char*>> failures{{Fault::bad_request, "Invalid provider"},
                                                              {Fault::not_found, "Provider not found"}};
    return {
        http::post<"/auth/sign-in/social">(sign_in, {"Begin a sign-in at a provider", "Accounts", failures}),
        http::post<"/auth/link-social">(link, {"Begin to link an account at a provider", "Accounts", failures}),
        http::get<"/auth/callback/:provider">(
            callback,
            {"Where a provider sends the browser back", "Accounts", {}, {{302, "To the page that shows the error"}}}),
    };
}

}  // namespace pictbook::api
