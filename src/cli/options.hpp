// The command line: `pictbook serve`, `migrate`, `doctor`, `copy`, `openapi`, `asyncapi`, `--version`. Everything else is
// configuration.
#pragma once

#include <optional>
#include <string>

namespace pictbook::cli {

enum class Command { serve, migrate, doctor, copy, openapi, asyncapi };

struct Parsed {
    std::optional<Command> command;  // nothing: `exit_status` ends the program (help, version, a mistake)
    int exit_status = 0;
    bool dry_run = false;                  // of migrate
    bool orphans = false, remove = false;  // of doctor
    unsigned least_age_minutes = 60;       // of an orphan
    std::string from, to;                  // of copy: `sqlite:FILE` or `postgresql://…`
};

Parsed parse_command_line(int count, char** words);

}  // namespace pictbook::cli
