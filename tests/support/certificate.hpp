// A certificate for tests of TLS.
#pragma once

#include <filesystem>
#include <string>

#include "support/program.hpp"

namespace pictbook::test {

/// Signed by itself, so that it is also the authority to trust; gone with its owner. Made by openssl.
class Certificate {
public:
    /// For that name, as openssl's subjectAltName has it. Throws std::runtime_error.
    explicit Certificate(const std::string& name = "IP:127.0.0.1");

    std::filesystem::path certificate() const { return folder_.path() / "certificate.pem"; }
    std::filesystem::path key() const { return folder_.path() / "key.pem"; }

private:
    TemporaryFolder folder_;
};

}  // namespace pictbook::test
