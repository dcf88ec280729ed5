#include "support/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/ids.hpp"
#include "support/binary.hpp"

namespace pictbook::test {

namespace {

constexpr std::chrono::milliseconds kLook(5);

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (std::string& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

[[noreturn]] void become(const std::string& folder, const std::string& output, const std::string& errors, char** words,
                         char** variables) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test program that crashes leaves nothing behind
    const int out = ::open(output.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    const int err = ::open(errors.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    if (out >= 0 && err >= 0 && ::dup2(out, STDOUT_FILENO) >= 0 && ::dup2(err, STDERR_FILENO) >= 0 &&
        ::chdir(folder.c_str()) == 0)
        ::execve(words[0], words, variables);
    ::_exit(127);
}

}  // namespace

Program::Program(std::filesystem::path folder, std::vector<std::string> words, Variables variables) {
    const std::filesystem::path base =
        std::filesystem::temp_directory_path() / ("pictbook-output-" + make_lower_token(12));
    output_ = base.string() + ".out";
    errors_ = base.string() + ".err";
    for (const char* kept :
         {"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS", "LLVM_PROFILE_FILE"})
        if (const char* value = std::getenv(kept)) variables.emplace(kept, value);
    std::vector<std::string> lines;
    for (const auto& [name, value] : variables) lines.push_back(name + "=" + value);
    words.insert(words.begin(), binary());
    const std::vector<char*> arguments = pointers_to(words), environment = pointers_to(lines);
    process_ = ::fork();
    if (process_ == 0)
        become(folder.string(), output_.string(), errors_.string(), const_cast<char**>(arguments.data()),
               const_cast<char**>(environment.data()));
}

Program::~Program() {
    if (process_ > 0 && status_ < 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    std::filesystem::remove(output_);
    std::filesystem::remove(errors_);
}

bool Program::wait_for_output(const std::string& text, std::chrono::milliseconds timeout) {
    const auto end = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        const bool ended = wait(std::chrono::milliseconds(0)) >= 0;
        if ((output() + errors()).find(text) != std::string::npos) return true;
        if (ended || std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(kLook);
    }
}

int Program::wait(std::chrono::milliseconds timeout) {
    const auto end = std::chrono::steady_clock::now() + timeout;
    while (status_ < 0) {
        int status = 0;
        if (::waitpid(process_, &status, WNOHANG) == process_) {
            status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            break;
        }
        if (std::chrono::steady_clock::now() > end) return -1;
        std::this_thread::sleep_for(kLook);
    }
    return status_;
}

void Program::signal(int number) const { ::kill(process_, number); }

std::string Program::output() const { return read_file(output_); }
std::string Program::errors() const { return read_file(errors_); }

std::uint16_t Program::port() const {
    const std::string text = output(), mark = "http://";
    const std::size_t at = text.find(mark);
    const std::size_t colon = at == text.npos ? at : text.find(':', at + mark.size());
    return colon == text.npos ? std::uint16_t{0} : static_cast<std::uint16_t>(std::atoi(text.c_str() + colon + 1));
}

Told run_program(const std::filesystem::path& folder, const std::vector<std::string>& words,
                 const Program::Variables& variables) {
    Program program(folder, words, variables);
    Told told{program.wait(), "", ""};
    told.output = program.output();
    told.errors = program.errors();
    return told;
}

TemporaryFolder::TemporaryFolder()
    : path_(std::filesystem::temp_directory_path() / ("pictbook-folder-" + make_lower_token(12))) {
    std::filesystem::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::filesystem::path& path) {
    std::ostringstream out;
    if (std::ifstream file(path, std::ios::binary); file) out << file.rdbuf();
    return out.str();
}

std::string read_source(const std::string& path) { return read_file(std::filesystem::path(PICTBOOK_SOURCE) / path); }

}  // namespace pictbook::test
