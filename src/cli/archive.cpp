#include "cli/archive.hpp"

#include <openssl/evp.h>

#include <new>

#include "base/bytes.hpp"

namespace pictbook::cli {

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    if (context_ == nullptr || EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
}

Sha256::~Sha256() { EVP_MD_CTX_free(context_); }

void Sha256::add(std::string_view bytes) {
    if (EVP_DigestUpdate(context_, bytes.data(), bytes.size()) != 1) throw std::runtime_error("OpenSSL digest failed");
}

std::string Sha256::digits() {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (EVP_DigestFinal_ex(context_, bytes_of(out), &size) != 1) throw std::runtime_error("OpenSSL digest failed");
    out.resize(size);
    return to_hex(out);
}

}  // namespace pictbook::cli
