// The block in which OpenSSL's scrypt works. It asks for one per hash and gives it back, for which the kernel finds, clears and
// takes back 8192 pages each time: a fifth of a hash's CPU time, in which the core is nobody else's (docs/bench.md, A storm of
// wrong passwords). So a thread that hashes keeps its block until it has nothing to hash.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pictbook::account {

/// What better-auth's scrypt is asked for (RFC 7914 section 2).
inline constexpr std::uint64_t kCost = 16384, kBlockSize = 16, kParallel = 1;

/// What OpenSSL 3.0 asks for at once: p blocks, two to mix and N that are looked up, each of 128 * r bytes. A version that
/// asks for another size gets it from malloc, as everything else does.
inline constexpr std::size_t kHashBytes = 128 * kBlockSize * (kParallel + 2 + kCost);

/// For the whole process: before it uses OpenSSL for anything.
void keep_hash_memory();

/// Gives the calling thread's block back to the system, if it has one. The end of the thread does too.
void release_hash_memory();

}  // namespace pictbook::account
