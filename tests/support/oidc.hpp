// An OpenID Connect provider for tests: the program oidc_server beside this file, which can also be told to misbehave.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>

namespace pictbook::test {

class OidcServer {
public:
    /// Waits until it listens; throws std::runtime_error when it doesn't.
    OidcServer();
    ~OidcServer();
    OidcServer(const OidcServer&) = delete;
    OidcServer& operator=(const OidcServer&) = delete;

    /// The settings of a server that is its client, as `prefix`_ISSUER, _CLIENT_ID and _CLIENT_SECRET.
    std::map<std::string, std::string> settings(const std::string& prefix) const;
    std::string issuer() const;

    /// JSON over the script's `fresh`; what was told before is forgotten.
    void tell(const std::string& json) const;
    /// It signs with new keys from now on, and publishes only those.
    void rotate_keys() const;
    /// How often a path, such as `/keys`, was asked.
    int count(const std::string& path) const;
    /// Opens the address at which a sign-in begins, as a browser would; gives where that is sent, without the origin.
    std::string visit(const std::string& address) const;
    /// Ends it at once.
    void kill();

    static constexpr const char* kClientId = "our client & id";
    static constexpr const char* kSecret = "hush: 100% s+cret";

private:
    pid_t process_ = -1;
    int input_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace pictbook::test
