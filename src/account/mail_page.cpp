#include "account/mail_page.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace pictbook::account {

namespace {

constexpr std::size_t kMostTypedBytes = 100;
constexpr const char* kPageBegin =
    "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Pictbook</title></head>\n"
    "<body style=\"margin:0;padding:24px;background:#f4f2ee;font-family:sans-serif;font-size:16px;line-height:1.5;"
    "color:#222\">\n<div style=\"max-width:520px;margin:auto;padding:24px;background:#fff;border-radius:8px\">\n"
    "<p style=\"margin-top:0;font-weight:bold\">Pictbook</p>\n";
constexpr const char* kPageEnd = "</div>\n</body>\n</html>\n";

std::string html_paragraph(std::string_view text) { return "<p>" + html_escape(text) + "</p>\n"; }

std::string html_button(const MailPage::Button& button) {
    const std::string url = html_escape(button.url);
    return "<p><a href=\"" + url +
           "\" style=\"display:inline-block;padding:10px 18px;background:#2f5d50;color:#fff;border-radius:6px;"
           "text-decoration:none\">" +
           html_escape(button.label) + "</a></p>\n<p style=\"font-size:13px;word-break:break-all\">Or open: " + url +
           "</p>\n";
}

}  // namespace

MailText write_page(const MailPage& page) {
    MailText out;
    out.subject = page.subject;
    out.html = kPageBegin;
    const auto add = [&](const std::string& paragraph) {
        out.plain += paragraph + "\n\n";
        out.html += html_paragraph(paragraph);
    };
    for (const std::string& paragraph : page.before) add(paragraph);
    if (page.button) {
        out.plain += page.button->label + ":\n" + page.button->url + "\n\n";
        out.html += html_button(*page.button);
    }
    for (const std::string& paragraph : page.after) add(paragraph);
    out.html += kPageEnd;
    return out;
}

std::string one_line(std::string_view typed) {
    std::string out(cut_utf8(typed, kMostTypedBytes));
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; };
    std::replace_if(out.begin(), out.end(), is_control, ' ');
    return out;
}

}  // namespace pictbook::account
