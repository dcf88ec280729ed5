#include "db/sqlite_connection.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <system_error>

#include "base/log.hpp"
#include "base/make_folder.hpp"
#include "db/sqlite_errors.hpp"

namespace pictbook::db {

namespace {

constexpr int kLongLog = 4000;                     // pages of 4 KiB
constexpr std::size_t kMostReserved = 256 * 1024;  // cells, bytes

/// `{1,2.5}`, each number in the shortest form that reads back the same.
std::string to_list(const std::vector<double>& numbers) {
    constexpr std::size_t kLongest = 32;  // of one number and its comma
    std::string out = "{";
    out.reserve(2 + numbers.size() * 20);
    for (const double number : numbers) {
        assert(std::isfinite(number));
        char digits[kLongest];
        const auto [end, error] = std::to_chars(digits, digits + kLongest, number);
        if (out.size() > 1) out += ',';
        out.append(digits, end);
    }
    out += '}';
    return out;
}

/// Binds one value; texts stay the caller's until the statement is reset.
struct Binder {
    sqlite3_stmt* statement;
    int parameter;

    int operator()(std::monostate) const { return sqlite3_bind_null(statement, parameter); }
    int operator()(bool value) const { return sqlite3_bind_int(statement, parameter, value ? 1 : 0); }
    int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, parameter, value); }
    int operator()(double value) const {
        assert(!std::isnan(value));  // SQLite would store null
        return sqlite3_bind_double(statement, parameter, value);
    }
    int operator()(const std::string& value) const { return text(value, SQLITE_STATIC); }
    int operator()(Time value) const { return text(to_sql(value), SQLITE_TRANSIENT); }
    int operator()(const std::vector<double>& value) const { return text(to_list(value), SQLITE_TRANSIENT); }

    int text(const std::string& value, sqlite3_destructor_type owner) const {
        return sqlite3_bind_text64(statement, parameter, value.data(), value.size(), owner, SQLITE_UTF8);
    }
};

void add_cell(Rows& rows, sqlite3_value* value) {
    switch (sqlite3_value_type(value)) {
        case SQLITE_NULL:
            return rows.add_null();
        case SQLITE_INTEGER:
            return rows.add(static_cast<std::int64_t>(sqlite3_value_int64(value)));
        case SQLITE_FLOAT:
            return rows.add(sqlite3_value_double(value));
        default:
            break;
    }
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    if (text == nullptr) throw std::bad_alloc();
    rows.add(std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value))));
}

/// Ends the statement's read transaction, whatever happened.
struct Reset {
    sqlite3_stmt* statement;
    ~Reset() { sqlite3_reset(statement); }
};

/// The owner's file from its first moment on; SQLite gives its mode to the files beside it. A file that is there is not
/// opened: closing it would drop the locks that other connections of this process hold on it (POSIX).
void make_file(const std::filesystem::path& file) {
    const std::filesystem::path folder = file.parent_path();
    if (!folder.empty()) make_folder(folder);
    const int descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        ::close(descriptor);
    else if (errno != EEXIST)
        throw Unavailable("the database file can't be made (" + std::generic_category().message(errno) + ")");
}

/// After each commit: brings a long log into the file, as wal_autocheckpoint would, but tells when the disk does not let it. The
/// commit stands in the log either way, so it is no failure; what was not brought over is written again by the next.
int fold_log(void*, sqlite3* handle, const char* database, int pages) {
    if (pages < kLongLog) return SQLITE_OK;
    const int code = sqlite3_wal_checkpoint_v2(handle, database, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) return SQLITE_OK;
    thread_local log::Seldom seldom(Milliseconds(10'000));
    if (const std::optional<std::int64_t> more = seldom.next())
        log::error("the database's log can't be brought into its file, and grows",
                   {{"reason", sqlite3_errmsg(handle)}, {"pages", static_cast<std::int64_t>(pages)}, {"more", *more}});
    return SQLITE_OK;
}

/// No counting of SQLite's memory, which would be a lock for every allocation. Only the first call, before the first
/// connection of the process, has an effect.
void configure_library() { [[maybe_unused]] static const int result = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

}  // namespace

SqliteConnection::SqliteConnection(const SqliteOptions& options, Access access) {
    configure_library();
    if (access == Access::write || access == Access::alone) make_file(options.file);
    sqlite3* handle = nullptr;
    const int mode = access == Access::look ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    const int code = sqlite3_open_v2(options.file.c_str(), &handle, mode | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(handle);
    if (handle == nullptr) throw std::bad_alloc();
    if (code != SQLITE_OK) fail("open");
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, static_cast<int>(options.busy_timeout.count()));
    if (access == Access::look) return;
    // A misspelt column is an error, not a text.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    if (access == Access::alone) {
        run_script(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384; PRAGMA mmap_size = 0");
        return;
    }
    run_script(
        "PRAGMA journal_mode = WAL;"
        "PRAGMA foreign_keys = ON;"
        "PRAGMA secure_delete = OFF;"
        "PRAGMA cache_size = -16384;"              // KiB
        "PRAGMA mmap_size = 0;"                    // a failing disk is an error code, not a signal
        "PRAGMA journal_size_limit = 67108864;");  // bytes of the log kept after a burst
    run_script(options.full_sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    if (access == Access::read) run_script("PRAGMA query_only = ON");
    if (access == Access::write) sqlite3_wal_hook(handle, fold_log, nullptr);
}

void SqliteConnection::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
void SqliteConnection::Finalize::operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

void SqliteConnection::roll_back() {
    // Its result says nothing: the transaction has ended either way.
    if (in_transaction()) sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void SqliteConnection::fail(std::string_view text) const {
    throw_sqlite_error(sqlite3_extended_errcode(handle_.get()), sqlite3_errmsg(handle_.get()), text);
}

void SqliteConnection::run_script(const char* sql) {
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(sql);
}

SqliteConnection::Prepared& SqliteConnection::prepare(std::string_view text) {
    const Key key(text.data(), text.size());
    if (const auto found = prepared_.find(key); found != prepared_.end()) return found->second;
    sqlite3_stmt* handle = nullptr;
    if (sqlite3_prepare_v3(handle_.get(), text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT,
                           &handle, nullptr) != SQLITE_OK)
        fail(text);
    Prepared prepared;
    prepared.handle.reset(handle);
    prepared.reads_only = sqlite3_stmt_readonly(handle) != 0;
    // SQLite numbers `$2` by first appearance; its name says which argument is meant.
    for (int i = 1; i <= sqlite3_bind_parameter_count(handle); ++i) {
        const char* name = sqlite3_bind_parameter_name(handle, i);
        assert(name != nullptr && name[0] == '$');
        const auto number = static_cast<std::size_t>(std::atoi(name + 1));
        assert(number > 0);
        prepared.arguments.push_back(number - 1);
        prepared.wanted = std::max(prepared.wanted, number);
    }
    std::vector<std::string> names;
    names.reserve(static_cast<std::size_t>(sqlite3_column_count(handle)));
    for (int i = 0; i < sqlite3_column_count(handle); ++i) names.emplace_back(sqlite3_column_name(handle, i));
    prepared.names = std::make_shared<const std::vector<std::string>>(std::move(names));
    return prepared_.emplace(key, std::move(prepared)).first->second;
}

void SqliteConnection::bind(const Prepared& prepared, const Args& args) {
    assert(prepared.wanted == args.size());
    int parameter = 0;
    for (const std::size_t argument : prepared.arguments) {
        if (std::visit(Binder{prepared.handle.get(), ++parameter}, args[argument]) != SQLITE_OK)
            fail(sqlite3_sql(prepared.handle.get()));
    }
}

Rows SqliteConnection::execute(const Statement& statement, const Args& args) {
    Prepared& prepared = prepare(statement.text);
    assert(statement.writes || prepared.reads_only);
    sqlite3_stmt* handle = prepared.handle.get();
    bind(prepared, args);
    const Reset reset{handle};
    Rows rows(prepared.names);
    rows.reserve(prepared.cells, prepared.bytes);
    const int width = static_cast<int>(prepared.names->size());
    int code;
    while ((code = sqlite3_step(handle)) == SQLITE_ROW)
        for (int column = 0; column < width; ++column) add_cell(rows, sqlite3_column_value(handle, column));
    if (code != SQLITE_DONE) fail(statement.text);
    prepared.cells = std::min(rows.cells(), kMostReserved);
    prepared.bytes = std::min(rows.bytes(), kMostReserved);
    if (!prepared.reads_only) rows.changed = static_cast<std::uint64_t>(sqlite3_changes64(handle_.get()));
    return rows;
}

}  // namespace pictbook::db
