// `pictbook doctor`: tries every part that the configuration names and tells in one plain sentence what is wrong with it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/config.hpp"
#include "blob/blobs.hpp"
#include "db/db.hpp"

namespace pictbook::cli {

/// How the parts are opened; each may throw what the start of the server would say.
struct Openers {
    std::function<std::unique_ptr<db::Db>()> db;
    std::function<std::unique_ptr<blob::Blobs>()> blobs;
    std::function<std::string()> redis;  // tries it and gives its name; nothing without REDIS_URL
};

/// Prints a line for each check to standard output; gives 0 when nothing is wrong, else 1.
int examine(const Config& config, const Openers& openers);

}  // namespace pictbook::cli
