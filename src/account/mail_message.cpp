#include "account/mail_message.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace pictbook::account {

namespace {

constexpr std::size_t kLongestLine = 76;
constexpr std::size_t kWordBytes = 45;  // of text in one encoded word: 60 in base64, 72 with its frame
// No line of quoted-printable can hold it (RFC 2045 section 6.7).
constexpr std::string_view kBoundary = "=_pictbook_part";

bool is_plain(char c) { return c >= ' ' && c < 0x7F; }

std::string without_controls(std::string_view text) {
    std::string out(text);
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; };
    std::replace_if(out.begin(), out.end(), is_control, ' ');
    return out;
}

/// A name in front of an address: in quotes, or as encoded words.
std::string phrase(const std::string& name, std::size_t column) {
    const std::string text = without_controls(name);
    const bool quotable =
        std::all_of(text.begin(), text.end(), [](char c) { return is_plain(c) && c != '"' && c != '\\'; });
    if (quotable && column + text.size() + 2 <= kLongestLine) return '"' + text + '"';
    return header_text(text, kLongestLine);  // no room left for it as it is
}

/// `Thu, 01 Jan 2025 00:00:00 +0000` (RFC 5322 section 3.3)
std::string date_text(Time time) {
    std::string out = to_http(time);
    return out.replace(out.find("GMT"), 3, "+0000");
}

std::string part(std::string_view type, std::string_view text) {
    std::string out = "--";
    out.append(kBoundary).append("\r\nContent-Type: ").append(type).append("; charset=utf-8\r\n");
    return out + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted_printable(text) + "\r\n";
}

}  // namespace

std::string header_text(std::string_view text, std::size_t column) {
    std::string line = without_controls(text);
    const bool as_it_is = std::all_of(line.begin(), line.end(), is_plain) && line.find("=?") == line.npos &&
                          column + line.size() <= kLongestLine;
    if (as_it_is) return line;
    std::string out;
    for (std::string_view rest = line; !rest.empty();) {
        const std::string_view word = cut_utf8(rest, kWordBytes);
        out.append("\r\n =?utf-8?B?").append(to_base64(word)).append("?=");
        rest.remove_prefix(word.size());
    }
    return out;
}

std::string quoted_printable(std::string_view text) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') {
            out += "\r\n";
            column = 0;
            continue;
        }
        if (column + 3 > kLongestLine - 1) {
            out += "=\r\n";
            column = 0;
        }
        const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n';
        // A dot alone would end the message, and a space at the end of a line may be lost on the way.
        const bool as_it_is =
            is_plain(text[i]) && text[i] != '=' && !(text[i] == '.' && column == 0) && !(text[i] == ' ' && ends_line);
        const auto byte = static_cast<unsigned char>(text[i]);
        if (as_it_is)
            out += text[i];
        else
            out += {'=', kHex[byte >> 4], kHex[byte & 15]};
        column += as_it_is ? 1 : 3;
    }
    return out;
}

std::string write_message(const MailMessage& message) {
    const std::string& address = message.from.address;
    std::string out = "Date: " + date_text(message.date) + "\r\n";
    out += "Message-ID: <" + message.id + "@" + address.substr(address.find('@') + 1) + ">\r\n";
    out += "From: ";
    if (!message.from.name.empty()) out += phrase(message.from.name, 6) + "\r\n ";
    out += "<" + address + ">\r\nTo: <" + message.to + ">\r\n";
    out += "Subject: " + header_text(message.text.subject, 9) + "\r\n";
    out +=
        "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"";
    out.append(kBoundary).append("\"\r\n\r\n");
    out += part("text/plain", message.text.plain) + part("text/html", message.text.html);
    return out.append("--").append(kBoundary).append("--\r\n");
}

}  // namespace pictbook::account
