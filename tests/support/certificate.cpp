#include "support/certificate.hpp"

#include <cstdlib>
#include <stdexcept>

namespace pictbook::test {

Certificate::Certificate(const std::string& name) {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test "
        "-addext subjectAltName=" +
        name + " -keyout " + key().string() + " -out " + certificate().string() + " 2> /dev/null";
    // Nothing else runs a command at the same time. NOLINTNEXTLINE(concurrency-mt-unsafe)
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl made no certificate");
}

}  // namespace pictbook::test
