// How long a refusal takes, and whether it tells who has an account.

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "process.hpp"
#include "sign_in.hpp"
#include "support/server.hpp"

namespace pictbook::bench {

namespace {

using Clock = std::chrono::steady_clock;

/// Two requests that must not be told apart by the time of their answers.
struct Pair {
    const char* path;
    const char* names[2];
    std::string bodies[2];
    int status;
};

/// Sorted when read.
struct Samples {
    std::vector<double> wall_ms, cpu_ms;
};

double quantile(std::vector<double>& values, double part) {
    const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

void take(const test::TestServer& server, test::Wire& wire, const Pair& pair, int which, Samples& into) {
    const std::string& body = pair.bodies[which];
    const std::string request = std::string("POST ") + pair.path +
                                " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
                                std::to_string(body.size()) + "\r\n\r\n" + body;
    const double cpu = cpu_seconds(server.process());
    const Clock::time_point begin = Clock::now();
    const test::Reply reply = wire.send(request) ? wire.receive() : test::Reply();
    into.wall_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    into.cpu_ms.push_back(1000 * (cpu_seconds(server.process()) - cpu));
    if (reply.status != pair.status) throw std::runtime_error("answered " + std::to_string(reply.status));
}

void print(const char* name, std::vector<double>& wall, std::vector<double>& cpu) {
    std::printf("| %-24s | %8.2f | %8.2f | %8.2f | %8.2f | %8.2f | %8.2f |\n", name, quantile(wall, 0.25),
                quantile(wall, 0.5), quantile(wall, 0.75), quantile(cpu, 0.25), quantile(cpu, 0.5),
                quantile(cpu, 0.75));
}

void measure(const test::TestServer& server, const Pair& pair, std::size_t samples) {
    test::Wire wire(server.port());
    Samples of[2], warm;
    for (int i = 0; i < 4; ++i) take(server, wire, pair, i % 2, warm);
    for (std::size_t i = 0; i < samples; ++i) {
        const int first = i % 2 == 0 ? 0 : 1;  // who is first changes, so that neither always follows the other
        take(server, wire, pair, first, of[first]);
        take(server, wire, pair, 1 - first, of[1 - first]);
    }
    for (int i : {0, 1}) print(pair.names[i], of[i].wall_ms, of[i].cpu_ms);
    const auto apart = [](std::vector<double>& one, std::vector<double>& other) {
        return 100 * (quantile(one, 0.5) / quantile(other, 0.5) - 1);
    };
    std::printf("\nMedians are apart by %+.2f %% of the time and %+.2f %% of the CPU time.\n\n",
                apart(of[1].wall_ms, of[0].wall_ms), apart(of[1].cpu_ms, of[0].cpu_ms));
}

}  // namespace

void measure_timing(std::size_t samples) {
    const test::TestServer server;
    const test::Person person = server.sign_up();
    const auto attempt = [](const std::string& email) {
        return R"({"email":")" + email + R"(","password":"wrong horse 42"})";
    };
    std::printf("%zu requests of each, in turns:\n\n", samples);
    std::printf("| %-24s | %8s | %8s | %8s | %8s | %8s | %8s |\n", "refused sign-in", "p25 ms", "p50 ms", "p75 ms",
                "CPU p25", "CPU p50", "CPU p75");
    std::printf("| --- | --- | --- | --- | --- | --- | --- |\n");
    measure(server,
            {.path = "/auth/sign-in/email",
             .names = {"wrong password", "unknown e-mail"},
             .bodies = {attempt(test::email_of(person)), attempt("nobody-1@example.com")},
             .status = 401},
            samples);
    std::fflush(stdout);
}

}  // namespace pictbook::bench
