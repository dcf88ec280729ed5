#include "account/hash_memory.hpp"

#include <openssl/crypto.h>

#include <cassert>
#include <cstdlib>
#include <utility>

namespace pictbook::account {

namespace {

struct HashBlock {
    HashBlock() = default;
    ~HashBlock() { std::free(memory); }
    HashBlock(const HashBlock&) = delete;
    HashBlock& operator=(const HashBlock&) = delete;

    void* memory = nullptr;
    bool lent = false;
};

thread_local HashBlock hash_block;

void* take(std::size_t bytes, const char*, int) {
    if (bytes != kHashBytes || hash_block.lent) return std::malloc(bytes);
    if (!hash_block.memory) hash_block.memory = std::malloc(bytes);
    hash_block.lent = hash_block.memory != nullptr;
    return hash_block.memory;
}

void* resize(void* memory, std::size_t bytes, const char*, int) { return std::realloc(memory, bytes); }

/// OpenSSL has overwritten a block that held secrets.
void give_back(void* memory, const char*, int) {
    if (hash_block.lent && memory == hash_block.memory)
        hash_block.lent = false;
    else
        std::free(memory);
}

}  // namespace

void keep_hash_memory() {
    [[maybe_unused]] const int set = CRYPTO_set_mem_functions(take, resize, give_back);
    assert(set == 1);  // OpenSSL has asked for no memory yet
}

void release_hash_memory() {
    if (!hash_block.lent) std::free(std::exchange(hash_block.memory, nullptr));
}

}  // namespace pictbook::account
