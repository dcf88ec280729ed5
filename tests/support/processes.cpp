#include "support/processes.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace pictbook::test {

namespace {

struct Process {
    char state = 0;
    pid_t parent = 0;
};

/// Nothing when it is gone.
std::optional<Process> look_at(const std::string& id) {
    std::ifstream file("/proc/" + id + "/stat");
    std::string line;
    if (!std::getline(file, line)) return std::nullopt;
    std::istringstream rest(line.substr(line.rfind(')') + 1));  // behind its name, which may hold anything
    Process out;
    rest >> out.state >> out.parent;
    return out;
}

}  // namespace

std::vector<pid_t> children_of(pid_t parent) {
    std::vector<pid_t> out;
    for (const auto& each : std::filesystem::directory_iterator("/proc")) {
        const std::string id = each.path().filename();
        if (id.find_first_not_of("0123456789") != id.npos) continue;
        const std::optional<Process> found = look_at(id);
        if (found && found->parent == parent) out.push_back(std::stoi(id));
    }
    return out;
}

bool is_running(pid_t process) {
    const std::optional<Process> found = look_at(std::to_string(process));
    return found && found->state != 'Z';
}

}  // namespace pictbook::test
