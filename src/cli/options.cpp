#include "cli/options.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "base/version.hpp"

namespace pictbook::cli {

namespace {

void add_doctor(CLI::App& app, Parsed& parsed) {
    CLI::App* doctor = app.add_subcommand(
        "doctor", "Try the database, the object store and the settings; status 1 when something is wrong");
    CLI::Option* orphans = doctor->add_flag("--orphans", parsed.orphans,
                                            "Look instead for photos that no row names, and rows without their photo");
    doctor->add_flag("--remove", parsed.remove, "Remove the photos that no row names")->needs(orphans);
    doctor
        ->add_option("--older-than", parsed.least_age_minutes,
                     "Minutes since such a photo was stored; a younger one may still get its row")
        ->capture_default_str()
        ->needs(orphans);
    doctor->callback([&parsed] { parsed.command = Command::doctor; });
}

void add_archives(CLI::App& app, Parsed& parsed) {
    const auto add = [&](const char* name, const char* sentence, Command command) {
        CLI::App* added = app.add_subcommand(name, sentence);
        added->add_option("FILE", parsed.archive, "the archive")->required();
        added->callback([&parsed, command] { parsed.command = command; });
        return added;
    };
    add("backup", "Write everything but the secrets into one archive, while the server runs", Command::backup);
    add("restore", "Bring an archive into the empty store that the settings name", Command::restore);
    add("verify", "Look whether an archive is whole; status 1 when it isn't", Command::verify)
        ->add_flag("--store", parsed.with_store, "Compare it with the store that the settings name, too");
}

}  // namespace

Parsed parse_command_line(int count, char** words) {
    CLI::App app("Pictbook: shared virtual photobooks, self-hosted");
    app.set_version_flag("--version", "pictbook " + version());
    app.require_subcommand(1);
    Parsed parsed;
    app.add_subcommand("serve", "Run the server; settings come from the environment and from .env")->callback([&] {
        parsed.command = Command::serve;
    });
    CLI::App* migrate = app.add_subcommand("migrate", "Bring the database to this version's schema");
    migrate->add_flag("--dry-run", parsed.dry_run, "Change nothing; print what would be applied, with its SQL");
    migrate->callback([&] { parsed.command = Command::migrate; });
    add_doctor(app, parsed);
    CLI::App* copy = app.add_subcommand("copy", "Copy all rows and photos into another, empty store");
    copy->add_option("--from", parsed.from, "sqlite:FILE (photos in the folder blobs beside it) or postgresql://...")
        ->required();
    copy->add_option("--to", parsed.to, "the same; the photos of PostgreSQL are where the settings say")->required();
    copy->callback([&] { parsed.command = Command::copy; });
    add_archives(app, parsed);
    app.add_subcommand("openapi", "Print the OpenAPI document")->callback([&] { parsed.command = Command::openapi; });
    app.add_subcommand("asyncapi", "Print the AsyncAPI document of the canvas socket")->callback([&] {
        parsed.command = Command::asyncapi;
    });
    // Without a line in the help.
    app.add_subcommand("decode-images", "Decode images for a server")->group("")->callback([&] {
        parsed.command = Command::decode_images;
    });
    try {
        app.parse(count, words);
    } catch (const CLI::ParseError& error) {
        parsed.command.reset();
        parsed.exit_status = app.exit(error);
    }
    return parsed;
}

}  // namespace pictbook::cli
