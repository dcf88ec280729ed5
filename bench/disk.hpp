// What it costs to make bytes durable, without a database.
#pragma once

#include <filesystem>

#include "histogram.hpp"

namespace pictbook::bench {

/// Appends 4 KiB to a new file of that folder and waits for the disk, 200 times.
Histogram measure_disk(const std::filesystem::path& folder);

}  // namespace pictbook::bench
