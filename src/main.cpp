// Reads the configuration, builds the parts, runs the server. The only place that names the stores' drivers.
#include <sys/resource.h>

#include <cstdio>
#include <exception>

#include "account/hash_memory.hpp"
#include "account/redis_buckets.hpp"
#include "api/live_document.hpp"
#include "api/routes.hpp"
#include "base/waiting.hpp"
#include "blob/disk.hpp"
#include "blob/s3.hpp"
#include "bus/local.hpp"
#include "bus/redis_check.hpp"
#include "cli/backup_commands.hpp"
#include "cli/copy.hpp"
#include "cli/doctor.hpp"
#include "cli/migrate.hpp"
#include "cli/options.hpp"
#include "cli/orphans.hpp"
#include "cli/port.hpp"
#include "cli/secret.hpp"
#include "cli/server.hpp"
#include "db/postgres.hpp"
#include "db/sqlite.hpp"
#include "media/decoder_process.hpp"

namespace {

using namespace pictbook;

constexpr const char* kFile = "pictbook.db";  // below the data folder
constexpr std::size_t kLeastSecret = 32;      // characters, as better-auth asks for

/// As many open files as the system allows: every client is one.
void raise_open_files() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// With PORT=0 the port that was picked, which the public addresses then name.
Config read_config_with_port(const Environment& environment, std::uint16_t picked) {
    return read_config(environment.with("PORT", std::to_string(picked)));
}

db::SqliteOptions sqlite_options(const std::filesystem::path& file, const Config& config) {
    db::SqliteOptions options;
    options.file = file;
    options.readers = config.workers;
    return options;
}

std::unique_ptr<db::Db> open_postgres(const std::string& url) {
    db::PostgresOptions options;
    options.url = url;
    return db::open_postgres(std::move(options));
}

std::unique_ptr<db::Db> open_database(const Config& config) {
    if (!config.database_url.empty()) return open_postgres(config.database_url);
    return db::open_sqlite(sqlite_options(config.data / kFile, config));
}

bus::RedisOptions redis_options(const Config& config) {
    bus::RedisOptions options;
    options.url = config.redis_url;
    options.authority = config.redis_authority;
    return options;
}

cli::ConnectBus choose_bus(const Config& config) {
    if (config.redis_url.empty()) return bus::connect_workers;
    return [options = redis_options(config)](const auto& workers) { return bus::connect_nodes(workers, options); };
}

/// None: each process counts alone.
cli::ConnectBuckets choose_buckets(const Config& config) {
    if (config.redis_url.empty() || !config.rate_limit) return nullptr;
    return [options = redis_options(config)](const auto& workers) {
        return account::connect_redis_buckets(workers, options);
    };
}

std::unique_ptr<blob::Blobs> open_blobs(const Config& config) {
    if (!config.s3) return blob::open_disk(config.data / "blobs");
    blob::S3Options options;
    options.endpoint = config.s3->endpoint;
    options.region = config.s3->region;
    options.bucket = config.s3->bucket;
    options.access_key_id = config.s3->access_key_id;
    options.secret_access_key = config.s3->secret_access_key;
    options.path_style = config.s3->path_style;
    return blob::open_s3(std::move(options));
}

/// A store that is only away for now does not keep the server from starting; settings that can't work do.
void check_photo_store(blob::Blobs& blobs) {
    try {
        wait_for(blobs.check());
    } catch (const Unavailable& error) {
        log::warning("photos can't be stored for now", {{"reason", error.what()}});
    }
}

/// As check_photo_store. That it is away the bus says itself, and that it is back.
void check_bus(const Config& config) {
    if (config.redis_url.empty()) return;
    try {
        bus::check_redis(redis_options(config));
    } catch (const Unavailable&) {
        return;
    }
}

void serve() {
    account::keep_hash_memory();
    const Environment environment = read_environment(".env");
    const Config first = read_config(environment);
    const cli::HeldPort port(first.host, first.port);
    Config config = read_config_with_port(environment, port.number());
    log::configure(config.log_level, config.log_format);
    raise_open_files();
    const cli::DataFolder folder(config.data);
    if (config.auth_secret.empty()) config.auth_secret = cli::load_or_make_secret(config.data);
    if (config.auth_secret.size() < kLeastSecret)
        log::warning("BETTER_AUTH_SECRET is short: whoever guesses it can sign in as anybody",
                     {{"least", static_cast<std::int64_t>(kLeastSecret)}});

    std::unique_ptr<db::Db> db = open_database(config);
    db->migrate();
    std::unique_ptr<blob::Blobs> blobs = open_blobs(config);
    check_photo_store(*blobs);
    check_bus(config);

    const cli::ConnectNodes connect{choose_bus(config), choose_buckets(config)};
    cli::Server server(std::move(config), std::move(db), std::move(blobs), connect);
    std::puts(server.greeting().c_str());
    std::fflush(stdout);
    server.run();
}

void migrate() {
    const Config config = read_config(read_environment(".env"));
    log::configure(log::Level::warning, config.log_format);
    const std::unique_ptr<db::Db> db = open_database(config);
    const std::vector<db::SchemaStep> taken = db->migrate();
    std::fputs(cli::tell_steps(taken, db->describe()).c_str(), stdout);
}

/// Opening an SQLite database makes its file, so that one is only looked at.
void tell_migration() {
    const Config config = read_config(read_environment(".env"));
    const db::SqliteOptions sqlite = sqlite_options(config.data / kFile, config);
    std::string place = "SQLite " + sqlite.file.string();
    std::vector<db::SchemaStep> missing;
    if (config.database_url.empty()) {
        missing = db::find_missing_sqlite_steps(sqlite);
    } else {
        const std::unique_ptr<db::Db> db = open_postgres(config.database_url);
        missing = db->missing_steps();
        place = db->describe();
    }
    std::fputs(cli::tell_missing_steps(missing, place).c_str(), stdout);
}

/// They refer to the configuration.
cli::Openers openers_of(const Config& config) {
    cli::Openers openers;
    openers.db = [&config] { return open_database(config); };
    openers.blobs = [&config] { return open_blobs(config); };
    return openers;
}

int doctor() {
    const Config config = read_config(read_environment(".env"));
    log::configure(log::Level::off, config.log_format);
    cli::Openers openers = openers_of(config);
    if (!config.redis_url.empty()) openers.redis = [&] { return bus::check_redis(redis_options(config)); };
    return cli::examine(config, openers);
}

/// Opening an SQLite database would make one.
void check_is_there(const Config& config) {
    if (config.database_url.empty() && !std::filesystem::exists(config.data / kFile))
        throw std::runtime_error("there is no database in " + config.data.string());
}

int find_orphans(const cli::OrphanSearch& search) {
    const Config config = read_config(read_environment(".env"));
    log::configure(log::Level::warning, config.log_format);
    check_is_there(config);
    const std::unique_ptr<db::Db> db = open_database(config);
    const std::unique_ptr<blob::Blobs> blobs = open_blobs(config);
    return cli::find_orphans(*db, *blobs, search);
}

/// Of `sqlite:FILE`; empty for another place.
std::filesystem::path sqlite_file(const std::string& place) {
    constexpr std::string_view kSqlite = "sqlite:";
    if (!place.starts_with(kSqlite)) return {};
    return std::filesystem::absolute(place.substr(kSqlite.size()));
}

struct OpenStores {
    std::unique_ptr<cli::DataFolder> folder;  // a server must not change what is copied
    std::unique_ptr<db::Db> db;
    std::unique_ptr<blob::Blobs> blobs;
};

/// `sqlite:FILE` with the folder blobs beside it, or `postgresql://…` with the photos where the settings say.
OpenStores open_stores(const std::string& place, const Config& config) {
    const std::filesystem::path file = sqlite_file(place);
    OpenStores stores;
    if (!file.empty()) {
        stores.folder = std::make_unique<cli::DataFolder>(file.parent_path());
        stores.db = db::open_sqlite(sqlite_options(file, config));
        stores.blobs = blob::open_disk(file.parent_path() / "blobs");
    } else if (place.starts_with("postgresql://") || place.starts_with("postgres://")) {
        stores.db = open_postgres(place);
        stores.blobs = open_blobs(config);
    } else {
        throw std::runtime_error("a store is named as sqlite:FILE or postgresql://...");
    }
    stores.db->migrate();
    return stores;
}

void copy(const std::string& from, const std::string& to) {
    const Config config = read_config(read_environment(".env"));
    log::configure(log::Level::warning, config.log_format);
    const std::filesystem::path file = sqlite_file(from);
    if (!file.empty() && !std::filesystem::exists(file))
        throw std::runtime_error("there is no database " + file.string());
    const OpenStores source = open_stores(from, config), target = open_stores(to, config);
    const cli::Copied copied = cli::copy_everything({*source.db, *source.blobs}, {*target.db, *target.blobs},
                                                    std::filesystem::temp_directory_path());
    std::printf("copied %zu rows and %zu photos to %s, %s\n", copied.rows, copied.objects,
                target.db->describe().c_str(), target.blobs->describe().c_str());
    if (copied.missing > 0) std::printf("%zu photos are not in the source\n", copied.missing);
}

int use_archive(const cli::Parsed& parsed) {
    if (parsed.command == cli::Command::verify && !parsed.with_store) {
        cli::verify(parsed.archive);
        return 0;
    }
    const Config config = read_config(read_environment(".env"));
    log::configure(log::Level::warning, config.log_format);
    const cli::Openers openers = openers_of(config);
    if (parsed.command == cli::Command::restore) {
        cli::restore(config, openers, parsed.archive);
        return 0;
    }
    check_is_there(config);
    if (parsed.command == cli::Command::verify) return cli::verify_with_store(openers, parsed.archive);
    cli::back_up(config, openers, parsed.archive);
    return 0;
}

}  // namespace

int main(int count, char** words) {
    const cli::Parsed parsed = cli::parse_command_line(count, words);
    if (!parsed.command) return parsed.exit_status;
    try {
        switch (*parsed.command) {
            case cli::Command::serve:
                serve();
                break;
            case cli::Command::migrate:
                parsed.dry_run ? tell_migration() : migrate();
                break;
            case cli::Command::doctor:
                if (!parsed.orphans) return doctor();
                return find_orphans({parsed.remove, std::chrono::minutes(parsed.least_age_minutes)});
            case cli::Command::copy:
                copy(parsed.from, parsed.to);
                break;
            case cli::Command::backup:
            case cli::Command::restore:
            case cli::Command::verify:
                return use_archive(parsed);
            case cli::Command::openapi:
                std::fputs(api::openapi_document().c_str(), stdout);
                break;
            case cli::Command::asyncapi:
                std::fputs(api::live_document().c_str(), stdout);
                break;
            case cli::Command::decode_images:
                return media::run_decoder();
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "pictbook: %s\n", error.what());
        return 1;
    }
    return 0;
}
