// JSON text checked against a described type where it stands: no tree, no value and no allocation. The scanner knows the
// usual spelling only. What it takes, the decoder (schema/decode.hpp) takes too; what it does not take may be right all the
// same, and then the decoder is to be asked.
#pragma once

#include <array>
#include <cstring>
#include <span>

#include "base/clock.hpp"
#include "schema/fields.hpp"

namespace pictbook::schema {

/// Goes through JSON text. What returns a bool or an optional moves past what it took. After a false or an empty answer the
/// scanner is of no use, but for take(), take_name() and word(), which then took nothing.
class Scanner {
public:
    /// `text` outlives the scanner and every view that it gives.
    explicit Scanner(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

    /// Behind what was taken so far.
    const char* place() const { return at_; }
    /// The place of the next character that is no white space.
    const char* next() {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
        return at_;
    }
    bool at_end() { return next() == end_; }
    /// Takes `c` if it is next, behind white space.
    bool take(char c) {
        if (next() == end_ || *at_ != c) return false;
        ++at_;
        return true;
    }
    /// Takes the name of a member and its colon if they are next, without white space.
    bool take_name(std::string_view name) {
        if (static_cast<std::size_t>(end_ - at_) < name.size() + 3 || *at_ != '"' || at_[name.size() + 1] != '"' ||
            at_[name.size() + 2] != ':' || std::memcmp(at_ + 1, name.data(), name.size()) != 0)
            return false;
        at_ += name.size() + 3;
        return true;
    }

    /// A text without escapes, between its quotes. Like every text here it is valid UTF-8.
    std::optional<std::string_view> plain_text();
    /// The name of a member, without escapes, and its colon.
    std::optional<std::string_view> name();
    bool text(const TextRule& rule);
    bool number();  // a finite double
    bool integer(const IntegerRule& rule);
    bool time();
    /// Takes `true`, `false` or `null` if it is next.
    bool word(std::string_view word);
    /// Any value but an array or an object.
    bool scalar();
    /// What the first member `type` of the object at this place says. Takes nothing, and does not check what stands before.
    std::optional<std::string_view> tag() const;

private:
    bool raw_text();
    void to_special();
    bool escape();
    std::optional<unsigned> code_unit();
    bool raw_number();
    bool digits();
    bool skip();

    const char* at_;
    const char* end_;
    // Of the last text or number.
    std::string_view raw_;
    bool has_escapes_ = false;
    bool is_whole_ = false;  // neither point nor exponent
    bool has_exponent_ = false;
};

/// What a described member of T holds.
template <class T, class Member>
using MemberType = std::remove_cvref_t<decltype(std::declval<T&>().*Member::pointer)>;

/// Hears of nothing.
struct NoListener {
    template <class Owner, class Member>
    void operator()(std::type_identity<Owner>, Member, std::string_view) const {}
};

/// Whether a T stands here; moves past it. `heard(std::type_identity<Owner>, member, text)` is told of every described
/// member of every struct within: its owner, its descriptor and its JSON text. It may hear of some before a false.
template <class T, class Listener = NoListener>
bool scan(Scanner& from, const Listener& heard = {});

namespace detail {

/// The names that were seen beside the described ones. A few are enough for messages of the usual shape.
class OtherNames {
public:
    /// False: it was there before, or there are too many.
    bool add(std::string_view name);

private:
    std::array<std::string_view, 8> names_;
    std::size_t count_ = 0;
};

/// Where `name` is among `names`, looked for from `expected` on, for members mostly come in the order of their
/// description; names.size() if it is none of them.
std::size_t index_of(std::span<const std::string_view> names, std::string_view name, std::size_t expected);

/// The names of a struct's members; for an alternative of a union `type` is the last.
template <class T, template <class...> class List, class... Member>
constexpr auto names_of(std::type_identity<List<Member...>>) {
    static_assert(!Tagged<T> || TypeTagged<T>, "others are read by the decoder only");
    if constexpr (Tagged<T>)
        return std::array<std::string_view, sizeof...(Member) + 1>{Member::name..., "type"};
    else
        return std::array<std::string_view, sizeof...(Member)>{Member::name...};
}

/// Bit i is set when the member names_of()[i] must be there.
template <class T, template <class...> class List, class... Member>
constexpr std::uint64_t required_of(std::type_identity<List<Member...>>) {
    std::uint64_t bits = 0, bit = 1;
    ((bits |= is_optional<MemberType<T, Member>> ? 0 : bit, bit <<= 1), ...);
    return Tagged<T> ? bits | bit : bits;
}

/// The value of the member with this index; the one behind all members is the tag.
template <class T, class Listener>
bool scan_member(Scanner& from, std::size_t index, const Listener& heard) {
    constexpr std::size_t kMembers = boost::mp11::mp_size<Members<T>>::value;
    if (index == kMembers) return from.plain_text() == tag_of<T>.word;
    return boost::mp11::mp_with_index<kMembers>(index, [&](auto each) {
        using Member = boost::mp11::mp_at<Members<T>, decltype(each)>;
        const char* begin = from.next();
        if (!scan<MemberType<T, Member>>(from, heard)) return false;
        heard(std::type_identity<T>(), Member(),
              std::string_view(begin, static_cast<std::size_t>(from.place() - begin)));
        return true;
    });
}

template <class T, class Listener>
bool scan_struct(Scanner& from, const Listener& heard) {
    static constexpr auto kNames = names_of<T>(std::type_identity<Members<T>>());
    static constexpr std::uint64_t kRequired = required_of<T>(std::type_identity<Members<T>>());
    static_assert(kNames.size() < 64);
    if (!from.take('{')) return false;
    std::uint64_t found = 0;
    std::size_t expected = 0;
    OtherNames others;
    if (from.take('}')) return kRequired == 0;
    do {
        std::size_t index = expected;
        if (expected == kNames.size() || !from.take_name(kNames[expected])) {
            const std::optional<std::string_view> name = from.name();
            if (!name) return false;
            index = index_of(kNames, *name, expected);
            if (index == kNames.size()) {
                if (!others.add(*name) || !from.scalar()) return false;
                continue;
            }
        }
        const std::uint64_t bit = std::uint64_t{1} << index;
        if ((found & bit) != 0 || !scan_member<T>(from, index, heard)) return false;
        found |= bit;
        if (index < boost::mp11::mp_size<Members<T>>::value) expected = index + 1;  // the tag may stand anywhere
    } while (from.take(','));
    return from.take('}') && (found & kRequired) == kRequired;
}

template <class T, class Listener>
bool scan_vector(Scanner& from, const Listener& heard) {
    if (!from.take('[')) return false;
    if (from.take(']')) return true;
    do {
        if (!scan<T>(from, heard)) return false;
    } while (from.take(','));
    return from.take(']');
}

template <class Listener, class... T>
bool scan_union(Scanner& from, const Listener& heard, std::type_identity<std::variant<T...>>) {
    const std::optional<std::string_view> tag = from.tag();
    bool fits = false;
    (void)((tag == tag_of<T>.word && (fits = scan<T>(from, heard), true)) || ...);
    return fits;
}

template <class E>
bool scan_enum(Scanner& from) {
    const std::optional<std::string_view> word = from.plain_text();
    bool known = false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto each) { known = known || word == std::string_view(each.name); });
    return known;
}

}  // namespace detail

template <class T, class Listener>
bool scan(Scanner& from, const Listener& heard) {
    if constexpr (TextField<T>)
        return from.text(T::rule);
    else if constexpr (NumberField<T> || std::is_same_v<T, double>)
        return from.number();
    else if constexpr (IntegerField<T>)
        return from.integer(T::rule);
    else if constexpr (std::is_same_v<T, std::string>)
        return from.text(TextRule());
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return from.integer(IntegerRule());
    else if constexpr (std::is_same_v<T, bool>)
        return from.word("true") || from.word("false");
    else if constexpr (std::is_same_v<T, Time>)
        return from.time();
    else if constexpr (DescribedEnum<T>)
        return detail::scan_enum<T>(from);
    else if constexpr (is_optional<T>)
        return from.word("null") || scan<typename T::value_type>(from, heard);
    else if constexpr (is_vector<T>)
        return detail::scan_vector<typename T::value_type>(from, heard);
    else if constexpr (is_variant<T>)
        return detail::scan_union(from, heard, std::type_identity<T>());
    else {
        static_assert(DescribedStruct<T>, "patches and parts of them are read by the decoder only");
        return detail::scan_struct<T>(from, heard);
    }
}

}  // namespace pictbook::schema
