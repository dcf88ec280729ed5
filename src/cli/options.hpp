// The command line: `pictbook serve`, `migrate`, `doctor`, `copy`, `backup`, `restore`, `verify`, `openapi`, `asyncapi`, `--version`,
// and `decode-images`, which only the server itself starts. Everything else is configuration.
#pragma once

#include <optional>
#include <string>

namespace pictbook::cli {

enum class Command { serve, migrate, doctor, copy, backup, restore, verify, openapi, asyncapi, decode_images };

struct Parsed {
    std::optional<Command> command;  // nothing: `exit_status` ends the program (help, version, a mistake)
    int exit_status = 0;
    bool dry_run = false;                  // of migrate
    bool orphans = false, remove = false;  // of doctor
    unsigned least_age_minutes = 60;       // of an orphan
    std::string from, to;                  // of copy: `sqlite:FILE` or `postgresql://…`
    std::string archive;                   // of backup, restore and verify: a file
    bool with_store = false;               // of verify
};

Parsed parse_command_line(int count, char** words);

}  // namespace pictbook::cli
