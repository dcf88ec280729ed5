// Blobs as files of this machine.
#pragma once

#include <filesystem>
#include <memory>

#include "blob/blobs.hpp"

namespace pictbook::blob {

/// Files below `root`, which is made if it isn't there. Reads and writes run on two threads of its own; when 256 calls
/// wait for them, further ones are Unavailable. Readers may outlive it, its own calls may not. Throws std::runtime_error when
/// the folder can't be made, Unavailable when it can't be used.
std::unique_ptr<Blobs> open_disk(std::filesystem::path root);

}  // namespace pictbook::blob
