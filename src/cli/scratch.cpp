#include "cli/scratch.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>

namespace pictbook::cli {

Scratch::Scratch(const std::filesystem::path& parent) {
    std::string name = (parent / "pictbook-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("no folder can be made in " + parent.string() + ": " +
                                 std::generic_category().message(errno));
    path_ = std::move(name);
}

Scratch::~Scratch() {
    std::error_code nobody_to_tell;
    std::filesystem::remove_all(path_, nobody_to_tell);
}

}  // namespace pictbook::cli
