// `pictbook backup`, `restore` and `verify` as whoever runs them sees them: a line on standard output, or one sentence why not.
#pragma once

#include <filesystem>

#include "cli/doctor.hpp"

namespace pictbook::cli {

/// All throw with one sentence what the command ends with.
void back_up(const Config& config, const Openers& openers, const std::filesystem::path& file);
/// Holds the data folder meanwhile; what it writes there beside the store is gone at its end, or with the next restore.
void restore(const Config& config, const Openers& openers, const std::filesystem::path& file);
void verify(const std::filesystem::path& file);
/// Gives 0 when the store holds the same, else 1.
int verify_with_store(const Openers& openers, const std::filesystem::path& file);

}  // namespace pictbook::cli
