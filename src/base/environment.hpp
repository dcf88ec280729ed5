// The settings by name, as whoever starts the program gave them.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pictbook {

class Environment {
public:
    explicit Environment(std::map<std::string, std::string> values) : values_(std::move(values)) {}

    /// Nothing when it is not set. An empty value counts as not set.
    std::optional<std::string> operator()(const std::string& name) const;
    /// The names of all that are set, in order.
    std::vector<std::string> names() const;
    /// The same with one more value, or another one.
    Environment with(const std::string& name, std::string value) const;

private:
    std::map<std::string, std::string> values_;
};

/// The process environment over the lines of `env_file` (NAME=value, # comments, optional quotes), if it exists. Throws
/// BadConfig for a line that is none.
Environment read_environment(const std::filesystem::path& env_file);

}  // namespace pictbook
