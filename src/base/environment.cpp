#include "base/environment.hpp"

#include <unistd.h>

#include <fstream>

#include "base/bytes.hpp"
#include "base/config.hpp"

namespace pictbook {

namespace {

std::map<std::string, std::string> read_env_file(const std::filesystem::path& path) {
    std::map<std::string, std::string> out;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::string_view text = trim(line);
        if (text.ends_with('\r')) text.remove_suffix(1);
        if (text.starts_with("export ")) text.remove_prefix(7);
        if (text.empty() || text.starts_with('#')) continue;
        const std::size_t equals = text.find('=');
        if (equals == text.npos) throw BadConfig(path.string() + ": a line is not NAME=value");
        std::string_view value = trim(text.substr(equals + 1));
        if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
            value = value.substr(1, value.size() - 2);
        out[std::string(trim(text.substr(0, equals)))] = value;
    }
    return out;
}

}  // namespace

std::optional<std::string> Environment::operator()(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end() || found->second.empty()) return std::nullopt;
    return found->second;
}

std::vector<std::string> Environment::names() const {
    std::vector<std::string> out;
    for (const auto& [name, value] : values_)
        if (!value.empty()) out.push_back(name);
    return out;
}

Environment Environment::with(const std::string& name, std::string value) const {
    Environment out = *this;
    out.values_[name] = std::move(value);
    return out;
}

Environment read_environment(const std::filesystem::path& env_file) {
    std::map<std::string, std::string> values = read_env_file(env_file);
    for (char** each = environ; each && *each; ++each) {
        const std::string_view line = *each;
        const std::size_t equals = line.find('=');
        if (equals != line.npos) values[std::string(line.substr(0, equals))] = line.substr(equals + 1);
    }
    return Environment(std::move(values));
}

}  // namespace pictbook
