// CPU time of the server per delivered canvas message: 100 rooms of 5, and one room of 200.
//     bench_live [seconds a run] [runs]
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "process.hpp"
#include "sockets.hpp"
#include "support/server.hpp"

namespace {

using namespace pictbook;

struct Measured {
    double cpu_us = 0;  // for one delivered message
    bench::Sockets::Result result;
};

Measured measure(bench::Sockets& sockets, const test::TestServer& server, int milliseconds) {
    const double before = bench::cpu_seconds(server.process());
    Measured out;
    out.result = sockets.run(20, std::chrono::milliseconds(milliseconds));
    out.cpu_us = (bench::cpu_seconds(server.process()) - before) * 1e6 / static_cast<double>(out.result.delivered);
    return out;
}

void report(const char* name, bench::Sockets& sockets, const test::TestServer& server, std::size_t peers,
            int milliseconds, int runs) {
    sockets.run(20, std::chrono::milliseconds(500));  // warm
    std::vector<Measured> all;
    for (int i = 0; i < runs; ++i) all.push_back(measure(sockets, server, milliseconds));
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.cpu_us < b.cpu_us; });
    const Measured& m = all[all.size() / 2];
    std::printf("| %-28s | %8.2f | %9zu | %8zd | %7.2f | %7.2f |\n", name, m.cpu_us, m.result.delivered,
                static_cast<std::ptrdiff_t>(m.result.sent * peers) - static_cast<std::ptrdiff_t>(m.result.delivered),
                m.result.p50_ms, m.result.p99_ms);
    std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
    const int milliseconds = static_cast<int>(1000 * (count > 1 ? std::atof(words[1]) : 5));
    const int runs = count > 2 ? std::atoi(words[2]) : 5;
    const test::TestServer server;
    const test::Person person = server.sign_up();
    std::printf("| %-28s | %8s | %9s | %8s | %7s | %7s |\n", "rooms", "CPU us", "delivered", "missing", "p50 ms",
                "p99 ms");
    std::printf("| --- | --- | --- | --- | --- | --- |\n");
    {
        bench::Sockets sockets(server.port(), person.cookie_header());
        for (int i = 0; i < 100; ++i) sockets.open(test::make_book(person), 5, true);
        report("100 of 5, all at 20/s", sockets, server, 4, milliseconds, runs);
    }
    bench::Sockets sockets(server.port(), person.cookie_header());
    const std::string book = test::make_book(person);
    sockets.open(book, 10, true);
    sockets.open(book, 190, false);
    report("1 of 200, 10 send at 20/s", sockets, server, 199, milliseconds, runs);
}
