// Requests per CPU-second of the server, and latency, for the requests that docs/bench.md compares.
// On SQLite, then on a PostgreSQL of its own, which also counts the statements.
//     bench_rest [seconds a run] [runs] [writes]    # with the word: writes alone
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "load.hpp"
#include "support/postgres.hpp"
#include "support/server.hpp"

namespace {

using namespace pictbook;
using bench::LoadResult;
using bench::RequestLoad;

struct Case {
    const test::Person& person;
    const char* name;
    double original;  // requests per CPU-second of the original
    std::string method;
    std::vector<std::string> paths;  // asked for in turn
    std::string body;
};

std::string request_of(const Case& item, const std::string& path) {
    std::string text =
        item.method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + item.person.cookie_header() + "\r\n";
    if (!item.body.empty())
        text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(item.body.size()) + "\r\n";
    return text + "\r\n" + item.body;
}

LoadResult median_of(std::vector<LoadResult> results) {
    const auto cost = [](const LoadResult& r) { return r.server_cpu_seconds / static_cast<double>(r.requests); };
    std::sort(results.begin(), results.end(), [&](const auto& a, const auto& b) { return cost(a) < cost(b); });
    return results[results.size() / 2];
}

/// Of the server's own database; nothing where nobody counts them.
using CountStatements = std::function<test::StatementCounts()>;

/// For one request of that load. A few statements beside it are rounded away.
long statements_for_one(const RequestLoad& load, const CountStatements& count) {
    const test::StatementCounts before = count();
    const std::size_t requests = bench::run_load(load).requests;
    double all = 0;
    for (const auto& [statement, times] : count()) {
        const auto earlier = before.find(statement);
        const long more = times - (earlier == before.end() ? 0 : earlier->second);
        all += static_cast<double>(more) / static_cast<double>(requests);
    }
    return std::lround(all);
}

void run(const test::TestServer& server, const Case& item, int milliseconds, int runs, const CountStatements& count) {
    RequestLoad load{.port = server.port(), .server = server.process(), .requests = {}};
    for (const std::string& path : item.paths) load.requests.push_back(request_of(item, path));
    load.duration = std::chrono::milliseconds(500);
    bench::run_load(load);  // warm
    const std::string statements = count ? std::to_string(statements_for_one(load, count)) : "-";
    load.duration = std::chrono::milliseconds(milliseconds);
    std::vector<LoadResult> results;
    for (int i = 0; i < runs; ++i) results.push_back(bench::run_load(load));
    const LoadResult r = median_of(std::move(results));
    const double per_cpu = static_cast<double>(r.requests) / r.server_cpu_seconds;
    std::printf("| %-24s | %9.0f | %8.1f | %9.0f | %7.2f | %7.2f | %10s | %8.0f | %5.0fx |\n", item.name, per_cpu,
                1e6 / per_cpu, static_cast<double>(r.requests) / r.seconds, r.p50_ms, r.p99_ms, statements.c_str(),
                item.original, per_cpu / item.original);
    std::fflush(stdout);
}

/// More listings than the workers keep, so that each is read from the database.
std::vector<std::string> fill_many_books(const test::Person& printer) {
    std::vector<std::string> many;
    for (std::size_t i = 0; i < 1000; ++i) {
        const std::string book = test::make_book(printer, "One of many");
        printer.post("/projects/" + book + "/elements/bulk", test::many_elements(200));
        many.push_back("/projects/" + book + "/elements");
    }
    return many;
}

enum class Scope { all, writes };

void run_all(const test::TestServer& server, Scope scope, int milliseconds, int runs, const CountStatements& count,
             const std::function<void()>& filled) {
    const test::Person person = server.sign_up();
    const std::string big = test::make_book(person, "Two hundred"), small = test::make_book(person, "Small");
    person.post("/projects/" + big + "/elements/bulk", test::many_elements(200));
    const std::string element =
        person.post("/projects/" + small + "/elements", test::element_json("RECTANGLE")).at("/id");

    const test::Person printer = server.sign_up();
    const std::vector<std::string> many = scope == Scope::all ? fill_many_books(printer) : std::vector<std::string>();
    filled();

    const Case cases[] = {
        {person, "GET element", 370, "GET", {"/elements/" + element}, ""},
        {person, "GET elements (200 rows)", 120, "GET", {"/projects/" + big + "/elements"}, ""},
        {printer, "  of 1000 books in turn", 120, "GET", many, ""},
        {person, "get-session", 376, "GET", {"/auth/get-session"}, ""},
        {person, "PUT element", 72, "PUT", {"/elements/" + element}, R"({"type":"RECTANGLE","x":12.5,"y":99})"},
        {person, "POST element", 99, "POST", {"/projects/" + small + "/elements"}, test::element_json("CIRCLE")},
    };
    std::printf("%s\n\n", server.greeting().substr(0, server.greeting().find(" | nodes")).c_str());
    std::printf("| %-24s | %9s | %8s | %9s | %7s | %7s | %10s | %8s | %6s |\n", "request", "per CPU-s", "CPU us",
                "per s", "p50 ms", "p99 ms", "statements", "original", "ratio");
    std::printf("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (const Case& item : cases)
        if (scope == Scope::all || !item.body.empty()) run(server, item, milliseconds, runs, count);
    std::printf("\n");
}

}  // namespace

int main(int count, char** words) {
    const int milliseconds = static_cast<int>(1000 * (count > 1 ? std::atof(words[1]) : 3));
    const int runs = count > 2 ? std::atoi(words[2]) : 5;
    const Scope scope = count > 3 && std::string_view(words[3]) == "writes" ? Scope::writes : Scope::all;
    {
        const test::TestServer server({{"DATABASE_URL", ""}});
        run_all(server, scope, milliseconds, runs, nullptr, [] {});
    }
    const test::PostgresServer postgres;
    const std::string url = postgres.create_database(), database = url.substr(url.rfind('/') + 1);
    const test::TestServer server({{"DATABASE_URL", url}});
    // As it soon does by itself; until then it plans with the sizes of empty tables.
    const auto analyse = [&] { test::run_sql(url, "ANALYZE"); };
    run_all(server, scope, milliseconds, runs, [&] { return postgres.statement_counts(database); }, analyse);
}
