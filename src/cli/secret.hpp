// The secret that signs cookies and addresses, and the folder that only one server may use.
#pragma once

#include <filesystem>
#include <string>

namespace pictbook::cli {

/// Reads `data`/secret, or makes it with mode 0600. Throws std::runtime_error with one sentence.
std::string load_or_make_secret(const std::filesystem::path& data);

/// Makes the data folder with mode 0700 when it is absent. Throws std::runtime_error with one sentence.
void make_data_folder(const std::filesystem::path& data);
/// The same, and that files can be made in it.
void check_data_folder(const std::filesystem::path& data);

/// Makes the folder and holds its lock while it lives. Throws std::runtime_error when a server or a copy has it.
class DataFolder {
public:
    explicit DataFolder(const std::filesystem::path& data);
    ~DataFolder();
    DataFolder(const DataFolder&) = delete;
    DataFolder& operator=(const DataFolder&) = delete;

private:
    int lock_;
};

}  // namespace pictbook::cli
