// An authenticator app for tests: reads an otpauth:// address and shows codes, written apart from the server's own.
#pragma once

#include <cstdint>
#include <string>

namespace pictbook::test {

class TotpApp {
public:
    /// Fails the test when the address is none.
    explicit TotpApp(const std::string& address);

    /// The code of the present step of 30 s, or of one so many steps away.
    std::string code(std::int64_t steps_away = 0) const;
    /// A code that is wrong now and in the steps around.
    std::string wrong_code() const;

private:
    std::string secret_;
};

}  // namespace pictbook::test
