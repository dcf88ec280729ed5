// What an authenticator sends: whatever the bytes are, an item read is the beginning of them and reads the same again, and a
// credential that passes has an id and a key within the bounds.
#include <cstdint>

#include "account/cose.hpp"
#include "account/webauthn.hpp"
#include "account/webauthn_data.hpp"
#include "base/bytes.hpp"
#include "fuzz/finding.hpp"

namespace {

using namespace pictbook::account;

std::string fault_of_item(std::string_view bytes) {
    const std::optional<Cbor> item = read_cbor(bytes);
    if (!item) return read_whole_cbor(bytes) ? "read whole, but not at the front" : "";
    if (item->source.empty() || item->source != bytes.substr(0, item->source.size())) return "an odd source";
    const std::optional<Cbor> again = read_whole_cbor(item->source);
    if (!again || again->items.size() != item->items.size() || again->integer() != item->integer())
        return "not the same";
    return "";
}

std::string fault_of_credential(std::string_view attestation) {
    static const std::string client =
        R"({"type":"webauthn.create","challenge":"AAAA","origin":"https://example.org","crossOrigin":false})";
    static const std::string hash = pictbook::sha256(std::string(3, '\0'));
    const RelyingParty party{"example.org", {"https://example.org"}};
    const pictbook::Result<NewCredential> made = check_registration(party, {client, hash}, attestation);
    if (!made) return made.error().detail.empty() ? "a refusal without its step" : "";
    if (made->id.empty() || made->id.size() > kMostCredentialIdBytes) return "an id out of bounds";
    const std::optional<Cbor> key = read_whole_cbor(made->public_key);
    return key && CoseKey::read(*key) ? "" : "a key that can't be read again";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    pictbook::fuzz::expect_none(fault_of_item(bytes));
    pictbook::fuzz::expect_none(fault_of_credential(bytes));
    read_authenticator_data(bytes);
    return 0;
}
