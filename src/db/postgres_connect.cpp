#include "db/postgres_connect.hpp"

#include <poll.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace pictbook::db {

namespace {

constexpr int kOldestServer = 150000;

/// What the server writes depends on these; durability is as promised even where the server was told otherwise.
std::string settings_for(const PostgresTarget& target, const PostgresOptions& options) {
    std::string sql =
        "SET datestyle TO 'ISO, YMD'; SET timezone TO 'UTC'; SET extra_float_digits TO 1;"
        "SET standard_conforming_strings TO on; SET default_transaction_isolation TO 'read committed';"
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';";
    const std::string deadline = std::to_string(options.statement_deadline.count());
    sql += "SET statement_timeout TO " + deadline + "; SET idle_in_transaction_session_timeout TO " + deadline;
    if (!target.schema.empty()) {
        std::string quoted;
        for (const char c : target.schema) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
        sql += "; SET search_path TO \"" + quoted + "\"";
    }
    return sql;
}

/// The SQLSTATE that a message of PQERRORS_SQLSTATE ends with, or empty.
std::string_view state_of(std::string_view message) {
    while (!message.empty() && message.back() == '\n') message.remove_suffix(1);
    constexpr std::size_t kLength = 5;
    if (message.size() < kLength + 2) return {};
    const std::string_view state = message.substr(message.size() - kLength),
                           before = message.substr(0, message.size() - kLength);
    const bool fits = before.ends_with(":  ") && std::all_of(state.begin(), state.end(), [](char c) {
                          return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
                      });
    return fits ? state : std::string_view();
}

/// Null when the server gave no such answer.
const char* reason_of(std::string_view state) {
    if (state == "28P01" || state == "28000") return "it refused the user or the password";
    if (state == "3D000") return "it has no database of this name";
    if (state == "57P03") return "it is starting or stopping";
    if (state == "53300") return "it has no connection free";
    if (state == "42501") return "the user may not connect to this database";
    return nullptr;
}

/// The part of libpq's first line that follows "failed: ", which names neither user nor password.
std::string reason_in(std::string_view message) {
    std::string_view line = message.substr(0, message.find('\n'));
    constexpr std::string_view kMark = "failed: ";
    if (const std::size_t mark = line.rfind(kMark); mark != line.npos) line.remove_prefix(mark + kMark.size());
    const auto tells = [&](std::string_view part) { return line.find(part) != line.npos; };
    if (tells("no password supplied")) return "it wants a password, and DATABASE_URL has none";
    if (tells("could not translate host name")) return "there is no host of this name";
    if (tells("does not support SSL")) return "it has no TLS, which sslmode asks for";
    if (tells("certificate verify failed")) return "its certificate is not one that sslrootcert trusts";
    // `invalid sslmode value: "…"`
    if (line.starts_with("invalid ")) return "DATABASE_URL has an " + std::string(line.substr(0, line.find(':')));
    return std::string(line);
}

[[noreturn]] void fail(const PostgresTarget& target, const std::string& reason) {
    throw std::runtime_error("PostgreSQL " + target.place + " can't be used: " + reason);
}

[[noreturn]] void fail(const PostgresTarget& target, PGconn* handle) {
    const std::string_view message = PQerrorMessage(handle);
    const std::string_view state = state_of(message);
    if (const char* reason = reason_of(state)) fail(target, reason);
    if (!state.empty()) fail(target, "it refused the connection (" + std::string(state) + ")");
    fail(target, reason_in(message));
}

/// False when the time is over.
bool wait_for_socket(PGconn* handle, PostgresPollingStatusType wanted, Monotonic::time_point end) {
    const auto left = std::chrono::duration_cast<Milliseconds>(end - Monotonic::now());
    if (left.count() <= 0) return false;
    pollfd socket{PQsocket(handle), static_cast<short>(wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
    return ::poll(&socket, 1, static_cast<int>(left.count())) != 0;
}

/// Entry `number` of a list of libpq's, where a list of one is for all.
std::string entry_of(const std::string& list, std::size_t number) {
    if (list.find(',') == list.npos) return list;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < number; ++i) begin = std::min(list.find(',', begin), list.size() - 1) + 1;
    return list.substr(begin, list.find(',', begin) - begin);
}

/// A target for each host of the URL, in their order. libpq would wait for a host that says nothing until all time is over.
std::vector<PostgresTarget> hosts_of(const PostgresTarget& target) {
    const auto is_list = [](const std::string& name) { return name == "host" || name == "hostaddr" || name == "port"; };
    std::ptrdiff_t commas = 0;
    for (const auto& [name, value] : target.parameters)
        if (is_list(name)) commas = std::max(commas, std::count(value.begin(), value.end(), ','));
    std::vector<PostgresTarget> out(static_cast<std::size_t>(commas) + 1, target);
    for (std::size_t i = 0; i < out.size(); ++i)
        for (auto& [name, value] : out[i].parameters)
            if (is_list(name)) value = entry_of(value, i);
    return out;
}

PostgresHandle start(const PostgresTarget& target) {
    std::vector<const char*> names, values;
    for (const auto& [name, value] : target.parameters) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    PostgresHandle handle(PQconnectStartParams(names.data(), values.data(), 0));
    if (!handle) throw std::bad_alloc();
    // States instead of sentences: those are in the server's language and name the user.
    PQsetErrorVerbosity(handle.get(), PQERRORS_SQLSTATE);
    PQsetNoticeProcessor(handle.get(), [](void*, const char*) {}, nullptr);
    return handle;
}

/// The result of the last statement, or of the one that failed; null when the connection broke.
PostgresResult execute(const PostgresTarget& target, PGconn* handle, const std::string& sql,
                       Monotonic::time_point end) {
    PostgresResult last;
    if (PQsendQuery(handle, sql.c_str()) == 0) return last;
    for (;;) {
        while (PQisBusy(handle) != 0) {
            if (!wait_for_socket(handle, PGRES_POLLING_READING, end)) fail(target, "it does not answer");
            if (PQconsumeInput(handle) == 0) return nullptr;
        }
        PostgresResult next(PQgetResult(handle));
        if (!next) return last;
        last = std::move(next);
    }
}

PostgresHandle connect_host(const PostgresTarget& target, const PostgresOptions& options, Monotonic::time_point end) {
    PostgresHandle handle = start(target);
    PostgresPollingStatusType status =
        PQstatus(handle.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (status != PGRES_POLLING_OK) {
        if (status == PGRES_POLLING_FAILED) fail(target, handle.get());
        if (!wait_for_socket(handle.get(), status, end)) fail(target, "it does not answer");
        status = PQconnectPoll(handle.get());
    }
    if (PQserverVersion(handle.get()) < kOldestServer) fail(target, "it is older than PostgreSQL 15");
    PQsetErrorVerbosity(handle.get(), PQERRORS_DEFAULT);
    const std::string settings = settings_for(target, options);
    const PostgresResult result = execute(target, handle.get(), settings, end);
    const ExecStatusType outcome = PQresultStatus(result.get());
    if (outcome != PGRES_COMMAND_OK && outcome != PGRES_TUPLES_OK) fail(target, "it does not take our settings");
    return handle;
}

}  // namespace

PostgresHandle connect_postgres(const PostgresTarget& target, const PostgresOptions& options) {
    const std::vector<PostgresTarget> hosts = hosts_of(target);
    const Milliseconds share = options.connect_deadline / hosts.size();
    for (std::size_t i = 0;; ++i) {
        try {
            return connect_host(hosts[i], options, Monotonic::now() + share);
        } catch (const std::runtime_error&) {
            if (i + 1 == hosts.size()) throw;
        }
    }
}

}  // namespace pictbook::db
