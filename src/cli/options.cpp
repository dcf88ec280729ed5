#include "cli/options.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace pictbook::cli {

Parsed parse_command_line(int count, char** words) {
    CLI::App app("Pictbook: shared virtual photobooks, self-hosted");
    app.set_version_flag("--version", "pictbook " PICTBOOK_VERSION);
    app.require_subcommand(1);
    Parsed parsed;
    app.add_subcommand("serve", "Run the server; settings come from the environment and from .env")->callback([&] {
        parsed.command = Command::serve;
    });
    CLI::App* migrate = app.add_subcommand("migrate", "Bring the database to this version's schema");
    migrate->add_flag("--dry-run", parsed.dry_run, "Change nothing; print what would be applied, with its SQL");
    migrate->callback([&] { parsed.command = Command::migrate; });
    app.add_subcommand("doctor",
                       "Try the database, the object store and the settings; status 1 when something is wrong")
        ->callback([&] { parsed.command = Command::doctor; });
    CLI::App* copy = app.add_subcommand("copy", "Copy all rows and photos into another, empty store");
    copy->add_option("--from", parsed.from, "sqlite:FILE (photos in the folder blobs beside it) or postgresql://...")
        ->required();
    copy->add_option("--to", parsed.to, "the same; the photos of PostgreSQL are where the settings say")->required();
    copy->callback([&] { parsed.command = Command::copy; });
    app.add_subcommand("openapi", "Print the OpenAPI document")->callback([&] { parsed.command = Command::openapi; });
    try {
        app.parse(count, words);
    } catch (const CLI::ParseError& error) {
        parsed.command.reset();
        parsed.exit_status = app.exit(error);
    }
    return parsed;
}

}  // namespace pictbook::cli
