// The built binary as a child process of which everything is told: what it writes, and how it ends.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace pictbook::test {

class Program {
public:
    /// With exactly these variables and nothing else of the tests' environment but PATH and the sanitizers' options.
    using Variables = std::map<std::string, std::string>;

    /// Runs `pictbook <words>` in `folder`.
    Program(std::filesystem::path folder, std::vector<std::string> words, Variables variables = {});
    ~Program();  // kills what still runs
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// Until the output has the text, or the program has ended or the time is over: then false.
    bool wait_for_output(const std::string& text, std::chrono::milliseconds timeout = std::chrono::seconds(30));
    /// The exit status, or 128 + the signal that ended it; -1 when it still runs after `timeout`.
    int wait(std::chrono::milliseconds timeout = std::chrono::seconds(30));
    void signal(int number) const;
    pid_t process() const { return process_; }

    /// What it has written so far.
    std::string output() const;
    std::string errors() const;
    /// The port that its first line names.
    std::uint16_t port() const;

private:
    std::filesystem::path output_, errors_;
    pid_t process_ = -1;
    int status_ = -1;
};

/// How a run of the binary ended, and all that it wrote.
struct Told {
    int status;
    std::string output, errors;
};

/// Runs `pictbook <words>` in `folder` to its end.
Told run_program(const std::filesystem::path& folder, const std::vector<std::string>& words,
                 const Program::Variables& variables = {});

/// An empty folder, gone with its owner.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// The whole file, or empty.
std::string read_file(const std::filesystem::path& path);
/// A file of this repository.
std::string read_source(const std::string& path);

}  // namespace pictbook::test
