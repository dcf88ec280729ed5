// What a test and the shim in the server under test share: memory that both map, and the records of what reached the disk.
#pragma once

#include <atomic>
#include <cstdint>

namespace pictbook::test {

/// Zero: nothing of it happens. Every member may be set while the server runs.
struct FaultControl {
    enum Call : unsigned {
        opening = 1,
        reading = 2,
        writing = 4,
        syncing = 8,
        naming = 16
    };  // naming: rename, mkdir, unlink
    enum File : unsigned { database = 1, log = 2, index = 4, photos = 8, uploads = 16, others = 32 };

    std::atomic<int> error;                   // what those calls on those files fail with; nothing of them is done
    std::atomic<unsigned> calls, files;       // bits
    std::atomic<unsigned> every;              // each n-th of them only; 0 and 1: all
    std::atomic<unsigned> seen, failed;       // of those that were meant
    std::atomic<std::int64_t> clock_seconds;  // added to the clock of the day
    std::atomic<bool> records;                // whether what is done to the files is written down
};
static_assert(std::atomic<std::int64_t>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

/// One line of the records, followed by `length` bytes of data (of a write) and the path, and the new path of a rename.
struct FaultRecord {
    enum Kind : std::uint32_t { made, wrote, cut, synced, not_synced, renamed, removed };
    std::uint32_t kind;
    std::uint32_t path, new_path;  // bytes
    std::uint32_t length;
    std::uint64_t inode;   // of the file or folder
    std::uint64_t folder;  // made, renamed: the inode of the folder that its name is in now
    std::uint64_t
        offset;  // wrote: where. cut: the new size. synced, not_synced: how many records were there when it began
    std::uint64_t is_folder;
};

/// Environment variables of the server: the file that is mapped, and the folder whose files are meant. The records are in a
/// file of the first name with `.records` added.
constexpr const char* kFaultFile = "PICTBOOK_FAULT_FILE";
constexpr const char* kFaultFolder = "PICTBOOK_FAULT_FOLDER";

}  // namespace pictbook::test
