// The memory of a hash stays with its thread as long as there is something to hash; told by the pages that the kernel has to find.
#include "account/hash_memory.hpp"

#include <gtest/gtest.h>
#include <openssl/crypto.h>
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "account/passwords.hpp"

namespace pictbook::account {
namespace {

const bool kept = (keep_hash_memory(), true);  // before any test uses OpenSSL

constexpr long kPages = static_cast<long>(kHashBytes / 4096);

long pages_found() {
    rusage use{};
    getrusage(RUSAGE_SELF, &use);
    return use.ru_minflt;
}

/// As scrypt: it takes its block, writes all of it and gives it back. Gives the pages that were found for it.
long use_a_block() {
    const long before = pages_found();
    void* block = OPENSSL_zalloc(kHashBytes);
    OPENSSL_clear_free(block, kHashBytes);
    return pages_found() - before;
}

TEST(HashMemory, IsKeptUntilItIsReleased) {
    ASSERT_TRUE(kept);
    use_a_block();
    EXPECT_LT(use_a_block(), kPages / 2);
    release_hash_memory();
    EXPECT_GE(use_a_block(), kPages / 2);
    release_hash_memory();
}

TEST(HashMemory, OneBlockOfAThreadIsKeptAndNoOtherSize) {
    void* first = OPENSSL_malloc(kHashBytes);
    void* second = OPENSSL_malloc(kHashBytes);
    EXPECT_NE(first, second);
    release_hash_memory();  // not what is in use
    OPENSSL_cleanse(first, kHashBytes);
    OPENSSL_free(second);
    OPENSSL_free(first);
    EXPECT_EQ(OPENSSL_malloc(kHashBytes), first);
    OPENSSL_free(first);
    void* smaller = OPENSSL_malloc(kHashBytes - 1);
    EXPECT_NE(smaller, first);
    OPENSSL_free(smaller);
    release_hash_memory();
}

TEST(HashMemory, IsWhatAHashAsksFor) {
    boost::asio::io_context context;
    Passwords passwords(1);
    const auto hash = [&](int times) {
        const long before = pages_found();
        for (int i = 0; i < times; ++i) boost::asio::co_spawn(context, passwords.waste(), boost::asio::detached);
        context.restart();
        context.run();
        return pages_found() - before;
    };
    hash(1);
    EXPECT_LT(hash(3), kPages);
}

}  // namespace
}  // namespace pictbook::account
