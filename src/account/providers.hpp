// The providers at which people may sign in, with what is known of each: its endpoints and its keys, kept for an hour. All
// workers share them. What goes out goes through http/fetcher.hpp and its bounds.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "account/jwks.hpp"
#include "account/oidc.hpp"

namespace pictbook::account {

/// What became of a code.
struct Redeemed {
    Identity identity;
    std::string error;  // empty: the identity is proven; else a code of OIDC-13
};

class Providers {
public:
    static constexpr Seconds kKeptFor{3600};
    static constexpr Seconds kKeysAgainAfter{60};  // for tokens whose key isn't known
    static constexpr Seconds kAwayFor{5};          // after a request that got no answer

    explicit Providers(std::vector<ProviderSettings> settings);

    bool is_known(std::string_view id) const { return find(id) != nullptr; }
    const ProviderSettings& settings(std::string_view id) const { return find(id)->settings; }

    /// For /metrics. From any thread.
    QueueUse queue() const { return fetcher_.use(); }

    // Throw Unavailable, http::Unreachable among them, when the provider doesn't answer with what it should. `id` is known.

    /// Where the browser is to go.
    boost::asio::awaitable<std::string> begin(std::string id, Attempt attempt);
    /// Exchanges the code for an ID token and checks that.
    boost::asio::awaitable<Redeemed> redeem(std::string id, Attempt attempt, std::string code);

private:
    struct Provider {
        ProviderSettings settings;
        std::shared_ptr<const Endpoints> endpoints;
        std::shared_ptr<const KeySet> keys;
        Monotonic::time_point endpoints_end, keys_end;  // from then on asked again
        Monotonic::time_point keys_again;               // from then on an unknown key has them asked again
        Monotonic::time_point away_until;               // what is only to be known of it isn't asked for before
    };

    Provider* find(std::string_view id) const;
    /// Fails at once for kAwayFor after it failed, lest sign-ins at a dead provider take the fetcher's threads from others.
    boost::asio::awaitable<http::Answer> look_up(Provider& provider, http::Outgoing request);
    boost::asio::awaitable<std::shared_ptr<const Endpoints>> endpoints_of(Provider& provider);
    boost::asio::awaitable<std::shared_ptr<const KeySet>> keys_for(Provider& provider, const Jwt& token);
    boost::asio::awaitable<std::shared_ptr<const KeySet>> fetch_keys(Provider& provider);
    boost::asio::awaitable<Redeemed> check(Provider& provider, const Attempt& attempt, std::string_view token);

    std::mutex mutex_;  // of what changes in the providers
    std::vector<std::unique_ptr<Provider>> providers_;
    http::Fetcher fetcher_;
};

}  // namespace pictbook::account
