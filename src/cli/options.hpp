// The command line: `pictbook serve`, `pictbook doctor`, `pictbook openapi`, `pictbook --version`. Everything else is configuration.
#pragma once

#include <optional>

namespace pictbook::cli {

enum class Command { serve, doctor, openapi };

struct Parsed {
    std::optional<Command> command;  // nothing: `exit_status` ends the program (help, version, a mistake)
    int exit_status = 0;
};

Parsed parse_command_line(int count, char** words);

}  // namespace pictbook::cli
