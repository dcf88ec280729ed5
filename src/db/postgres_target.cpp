// The URL of a PostgreSQL database, as libpq and the original's Prisma understand it.
#include <algorithm>
#include <array>
#include <boost/url/parse_query.hpp>
#include <stdexcept>

#include "db/postgres_connect.hpp"

namespace pictbook::db {

namespace {

// https://www.prisma.io/docs/orm/overview/databases/postgresql#arguments: those that libpq does not have.
constexpr std::array kOnlyPrisma{"connection_limit", "pool_timeout",         "socket_timeout", "pgbouncer",
                                 "schema",           "statement_cache_size", "sslaccept",      "sslidentity"};

[[noreturn]] void fail() {
    throw std::runtime_error("DATABASE_URL must be like postgresql://user:password@host:5432/name");
}

/// What would be less safe, or would not work, if it were only left out.
void refuse_promise(const std::string& name, const std::string& value) {
    if (name == "sslaccept" && value == "strict")
        throw std::runtime_error(
            "DATABASE_URL has sslaccept=strict: write sslmode=verify-full and sslrootcert=FILE instead, the "
            "certificates that are trusted");
    if (name == "pgbouncer" && value == "true")
        throw std::runtime_error("DATABASE_URL has pgbouncer=true: name PostgreSQL itself instead, not the pooler");
}

/// `url` without what only Prisma has; its schema goes to `target`.
std::string without_prisma(const std::string& url, PostgresTarget& target) {
    const std::size_t question = url.find('?');
    if (question == url.npos) return url;
    const auto parameters = boost::urls::parse_query(std::string_view(url).substr(question + 1));
    if (!parameters) fail();
    std::string kept;
    for (const auto& each : *parameters) {
        const std::string name(each.key.data(), each.key.size());
        refuse_promise(name, each.value.decode());
        if (name == "schema") target.schema = each.value.decode();
        if (std::find(kOnlyPrisma.begin(), kOnlyPrisma.end(), name) != kOnlyPrisma.end()) continue;
        (kept += kept.empty() ? '?' : '&') += name + "=" + std::string(each.value.data(), each.value.size());
    }
    return url.substr(0, question) + kept;
}

std::string value_of(const PostgresTarget& target, const std::string& name, const std::string& fallback) {
    for (const auto& [key, value] : target.parameters)
        if (key == name && !value.empty()) return value;
    return fallback;
}

}  // namespace

PostgresTarget read_postgres_url(const std::string& url) {
    PostgresTarget target;
    if (!url.starts_with("postgresql://") && !url.starts_with("postgres://")) fail();
    const std::string plain = without_prisma(url, target);
    char* message = nullptr;  // of libpq; it may hold a part of the URL
    PQconninfoOption* read = PQconninfoParse(plain.c_str(), &message);
    PQfreemem(message);
    if (read == nullptr) fail();
    for (const PQconninfoOption* each = read; each->keyword != nullptr; ++each)
        if (each->val != nullptr) target.parameters.emplace_back(each->keyword, each->val);
    PQconninfoFree(read);
    for (const char c : value_of(target, "port", ""))
        if ((c < '0' || c > '9') && c != ',') fail();
    const std::string host = value_of(target, "host", value_of(target, "hostaddr", "localhost"));
    const std::string name = value_of(target, "dbname", "the user's database");
    target.place = name + " at " + host + ":" + value_of(target, "port", "5432");
    target.parameters.emplace_back("client_encoding", "UTF8");
    if (value_of(target, "fallback_application_name", "").empty())
        target.parameters.emplace_back("fallback_application_name", "pictbook");
    return target;
}

}  // namespace pictbook::db
