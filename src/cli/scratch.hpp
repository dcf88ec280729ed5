// A folder for what is written only for a moment.
#pragma once

#include <filesystem>

namespace pictbook::cli {

/// Its owner's only (mode 0700); goes with its contents.
class Scratch {
public:
    /// Below `parent`. Throws std::runtime_error with one sentence when it can't be made.
    explicit Scratch(const std::filesystem::path& parent);
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace pictbook::cli
