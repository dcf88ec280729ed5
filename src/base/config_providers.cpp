#include "base/config_providers.hpp"

#include <map>

#include "base/bytes.hpp"
#include "base/config.hpp"
#include "base/web_address.hpp"

namespace pictbook {

namespace {

constexpr std::size_t kMostProviders = 32;
constexpr std::size_t kLongestName = 32;
constexpr std::string_view kPrefix = "OIDC_";
constexpr std::string_view kVariableLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
/// What accounts with a password have for a provider, and the one that has settings of its own.
constexpr std::string_view kTaken[] = {"credential", "google"};

/// The NAME of `OIDC_<NAME>_ISSUER` and its kin; empty for any other setting.
std::string_view name_in(std::string_view setting) {
    if (!setting.starts_with(kPrefix)) return "";
    for (const std::string_view end : {"_ISSUER", "_CLIENT_ID", "_CLIENT_SECRET"}) {
        if (!setting.ends_with(end) || setting.size() <= kPrefix.size() + end.size()) continue;
        return setting.substr(kPrefix.size(), setting.size() - kPrefix.size() - end.size());
    }
    return "";
}

void check_name(const std::string& prefix, std::string_view name) {
    if (name.find_first_not_of(kVariableLetters) != name.npos || name.size() > kLongestName)
        throw BadConfig(prefix + "_ISSUER must be named with at most " + std::to_string(kLongestName) +
                        " letters, digits and _");
    for (const std::string_view taken : kTaken)
        if (to_lower_ascii(name) == taken)
            throw BadConfig(prefix + "_ISSUER must be named otherwise: it has a meaning");
}

std::string required_of(const Environment& environment, const std::string& prefix, const std::string& name) {
    if (std::optional<std::string> value = environment(prefix + name)) return *std::move(value);
    throw BadConfig(prefix + name + " must be set when another of " + prefix + "_* is");
}

ProviderSettings read_provider(const Environment& environment, const std::string& prefix, std::string_view name,
                               std::optional<std::string> usual_issuer) {
    ProviderSettings out;
    out.id = to_lower_ascii(name);
    out.client_id = required_of(environment, prefix, "_CLIENT_ID");
    out.client_secret = required_of(environment, prefix, "_CLIENT_SECRET");
    const std::optional<std::string> issuer = environment(prefix + "_ISSUER");
    out.issuer = issuer || !usual_issuer ? required_of(environment, prefix, "_ISSUER") : *usual_issuer;
    if ((!is_https(out.issuer) && !is_http_loopback(out.issuer)) || out.issuer.find('?') != std::string::npos)
        throw BadConfig(prefix + "_ISSUER must be an https:// address without a query, or http:// on this machine");
    return out;
}

bool has_google(const Environment& environment) {
    return environment("GOOGLE_CLIENT_ID") || environment("GOOGLE_CLIENT_SECRET") || environment("GOOGLE_ISSUER");
}

}  // namespace

std::vector<ProviderSettings> read_providers(const Environment& environment) {
    std::map<std::string, ProviderSettings> by_id;
    if (has_google(environment))
        by_id["google"] = read_provider(environment, "GOOGLE", "google", std::string(kGoogleIssuer));
    std::map<std::string, std::string> prefixes;  // by id
    for (const std::string& setting : environment.names()) {
        const std::string name(name_in(setting));
        if (name.empty()) continue;
        const std::string prefix = std::string(kPrefix) + name;
        check_name(prefix, name);
        const auto [known, is_new] = prefixes.emplace(to_lower_ascii(name), prefix);
        if (known->second != prefix)
            throw BadConfig(prefix + "_* and " + known->second + "_* must not name the same provider");
        if (is_new) by_id[known->first] = read_provider(environment, prefix, name, std::nullopt);
    }
    if (by_id.size() > kMostProviders)
        throw BadConfig("OIDC_<NAME>_ISSUER must not be set for more than " + std::to_string(kMostProviders) +
                        " providers");
    std::vector<ProviderSettings> out;
    out.reserve(by_id.size());
    for (auto& [id, provider] : by_id) out.push_back(std::move(provider));
    return out;
}

}  // namespace pictbook
