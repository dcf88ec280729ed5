#include "media/vips.hpp"

#include <dlfcn.h>

#include <stdexcept>
#include <string>

namespace pictbook::media {

namespace {

constexpr const char* kLibrary = "libvips.so.42";

Vips load_vips() {
    void* const library = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);  // never closed: GLib can't be
    if (library == nullptr) {
        const char* const reason = ::dlerror();  // NOLINT(concurrency-mt-unsafe): glibc keeps it for each thread
        throw std::runtime_error(std::string("libvips can't be loaded: ") + reason);
    }
    Vips out;
    const auto find = [library](auto& function, const char* name) {
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
        if (function == nullptr) throw std::runtime_error(std::string(kLibrary) + " has no " + name);
    };
#define PICTBOOK_VIPS_FIND(name) find(out.name, #name);
    PICTBOOK_VIPS_FUNCTIONS(PICTBOOK_VIPS_FIND)
#undef PICTBOOK_VIPS_FIND
    return out;
}

}  // namespace

const Vips& vips() {
    static const Vips loaded = load_vips();
    return loaded;
}

}  // namespace pictbook::media
