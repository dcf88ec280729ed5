#include "support/postgres.hpp"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>

#include "base/ids.hpp"
#include "support/ports.hpp"
#include "support/processes.hpp"

namespace pictbook::test {

namespace {

/// Debian keeps each version's programs in a folder of its own.
std::string program(const std::string& name) {
    std::filesystem::path found = name;
    std::error_code absent;
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", absent))
        if (std::filesystem::exists(version.path() / "bin" / name)) found = version.path() / "bin" / name;
    return found.string();
}

/// The server refuses to run as root.
const passwd* server_user() {
    if (::geteuid() != 0) return nullptr;
    const passwd* user = ::getpwnam("postgres");
    return user ? user : ::getpwnam("nobody");
}

pid_t start_program(std::vector<std::string> words, const std::filesystem::path& log) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const passwd* user = server_user();
    const pid_t process = ::fork();
    if (process != 0) return process;
    const int out = ::open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    if (out < 0 || ::dup2(out, STDOUT_FILENO) < 0 || ::dup2(out, STDERR_FILENO) < 0) ::_exit(126);
    if (user && (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0))
        ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);  // a test program that crashes leaves no server behind
    if (::chdir("/") == 0) ::execvp(arguments[0], arguments.data());
    ::_exit(127);
}

/// Not below TMPDIR when we are root: the server's user may not get there.
std::filesystem::path make_folder() {
    const passwd* user = server_user();
    const std::filesystem::path base = user ? "/tmp" : std::filesystem::temp_directory_path();
    std::string pattern = (base / "pictbook-postgres-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    if (user && ::chown(pattern.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("no owner");
    return pattern;
}

/// As a file that only the server's user may read.
void place(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::copy_file(from, to);
    std::filesystem::permissions(to, std::filesystem::perms::owner_read);
    const passwd* user = server_user();
    if (user && ::chown(to.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("no owner");
}

bool answers(const std::string& url) {
    const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(url.c_str()), PQfinish);
    return PQstatus(connection.get()) == CONNECTION_OK;
}

std::string with_database(const std::string& url, const std::string& database) {
    const std::size_t slash = url.find('/', url.find("//") + 2);
    const std::size_t question = url.find('?');
    return url.substr(0, std::min(slash, question)) + "/" + database +
           (question == url.npos ? "" : url.substr(question));
}

std::string create_database_at(const std::string& url) {
    const std::string name = "pictbook_" + make_lower_token(12);
    run_sql(url, "CREATE DATABASE " + name);
    return with_database(url, name);
}

}  // namespace

PostgresServer::PostgresServer(Durability durability, const Certificate* certificate)
    : durability_(durability), folder_(make_folder()), port_(free_port()) {
    const std::vector<std::string> words{
        program("initdb"), "-D",        (folder_ / "data").string(), "-U", "postgres", "-A", "trust", "-E", "UTF8",
        "--locale=C",      "--no-sync", "--no-instructions"};
    const pid_t initdb = start_program(words, folder_ / "initdb.log");
    int status = 0;
    ::waitpid(initdb, &status, 0);
    if (status != 0) throw std::runtime_error("initdb failed; is postgresql-15 installed?");
    std::ofstream(folder_ / "data" / "pg_hba.conf")
        << "host all guarded 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n";
    if (certificate) {
        place(certificate->certificate(), folder_ / "data" / "server.crt");
        place(certificate->key(), folder_ / "data" / "server.key");
    }
    start();
}

PostgresServer::~PostgresServer() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void PostgresServer::start() {
    std::vector<std::string> words{program("postgres"), "-D", (folder_ / "data").string(), "-k",
                                   folder_.string(),    "-p", std::to_string(port_)};
    std::vector<const char*> settings{"listen_addresses=127.0.0.1", "shared_buffers=32MB", "max_connections=100",
                                      "shared_preload_libraries=pg_stat_statements"};
    if (durability_ == Durability::none)
        settings.insert(settings.end(), {"fsync=off", "synchronous_commit=off", "full_page_writes=off"});
    for (const char* setting : settings) {
        words.emplace_back("-c");
        words.emplace_back(setting);
    }
    if (std::filesystem::exists(folder_ / "data" / "server.key")) words.insert(words.end(), {"-c", "ssl=on"});
    process_ = start_program(words, folder_ / "server.log");
    for (int tries = 0; tries < 600; ++tries) {
        if (answers(url())) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    throw std::runtime_error("the PostgreSQL server did not start");
}

void PostgresServer::stop() {
    if (process_ < 0) return;
    ::kill(process_, SIGQUIT);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

void PostgresServer::kill() {
    if (process_ < 0) return;
    ::kill(process_, SIGSTOP);  // no more children
    const std::vector<pid_t> children = children_of(process_);
    ::kill(process_, SIGKILL);
    for (const pid_t child : children) ::kill(child, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
    // They hold the shared memory, without which the next server does not start.
    for (int tries = 0; tries < 2000 && std::any_of(children.begin(), children.end(), is_running); ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

std::string PostgresServer::url(const std::string& database) const {
    return "postgresql://postgres@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

std::string PostgresServer::create_database() const { return create_database_at(url()); }

StatementCounts PostgresServer::statement_counts(const std::string& database) const {
    StatementCounts counts;
    run_sql(url(), "SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    const std::string of_database = "(SELECT oid FROM pg_database WHERE datname = '" + database + "')";
    for (const auto& row : run_sql(url(), "SELECT queryid, sum(calls)::bigint FROM pg_stat_statements WHERE dbid = " +
                                              of_database + " GROUP BY queryid"))
        counts[row[0]] = std::stol(row[1]);
    return counts;
}

std::string create_postgres_database() {
    if (const char* given = std::getenv("PICTBOOK_TEST_POSTGRES")) return create_database_at(given);
    static const PostgresServer server;
    return server.create_database();
}

Table run_sql(const std::string& url, const std::string& sql) {
    const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(url.c_str()), PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection.get(), sql.c_str()), PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error(PQerrorMessage(connection.get()));
    Table rows(static_cast<std::size_t>(PQntuples(result.get())));
    for (int row = 0; row < PQntuples(result.get()); ++row)
        for (int column = 0; column < PQnfields(result.get()); ++column)
            rows[static_cast<std::size_t>(row)].emplace_back(
                PQgetisnull(result.get(), row, column) != 0 ? "null" : PQgetvalue(result.get(), row, column));
    return rows;
}

}  // namespace pictbook::test
