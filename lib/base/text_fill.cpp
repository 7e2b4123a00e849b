#include "base/text_fill.hpp"

#include "base/utf8.hpp"

namespace logdiag::base {
namespace {

struct Placeholder {
  std::string_view name;
  bool url = false;
  std::size_t size = 0;  // bytes in the text, braces included; 0: none here
};

Placeholder placeholder_at(std::string_view text, std::size_t at) {
  if (text[at] != '{' || (at > 0 && (text[at - 1] == '$' || text[at - 1] == '{'))) return {};
  std::size_t end = at + 1;
  while (end < text.size() && ((text[end] >= 'a' && text[end] <= 'z') || text[end] == '_' ||
                               (end > at + 1 && text[end] >= '0' && text[end] <= '9'))) {
    ++end;
  }
  if (end == at + 1 || end >= text.size()) return {};
  const std::string_view name = text.substr(at + 1, end - at - 1);
  if (text[end] == '}') return {name, false, end + 1 - at};
  if (text.substr(end).starts_with(":url}")) return {name, true, end + 5 - at};
  return {};
}

bool starts_wide(std::string_view text) {
  return !text.empty() && width_of(decode(text).value) == 2;
}

bool ends_wide(std::string_view text) {
  if (text.empty()) return false;
  std::size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return starts_wide(text.substr(at));
}

}  // namespace

std::string fill_text(std::string_view text, const Lookup& lookup) {
  std::string out;
  out.reserve(text.size() + 32);
  bool code = false;
  for (std::size_t i = 0; i < text.size();) {
    const Placeholder p = placeholder_at(text, i);
    const std::optional<std::string> value = p.size == 0 ? std::nullopt : lookup(p.name, code);
    if (!value) {
      if (text[i] == '`') code = !code;
      out.push_back(text[i++]);
    } else {
      std::string_view shown = *value;
      i += p.size;
      // Of a message that is quoted at the end of a sentence, one full stop is enough.
      const std::string_view rest = text.substr(i);
      const bool ends = rest.starts_with(". ") || rest == "." || rest.starts_with("。");
      if (ends && shown.ends_with('.') && !shown.ends_with("..")) shown.remove_suffix(1);
      // Chinese has a space beside foreign words, none beside its own.
      if (out.ends_with(' ') && starts_wide(shown) &&
          ends_wide(std::string_view(out).substr(0, out.size() - 1))) {
        out.pop_back();
      }
      out.append(p.url ? percent_encode(shown) : shown);
      if (ends_wide(shown) && rest.starts_with(' ') && starts_wide(rest.substr(1))) ++i;
    }
  }
  return out;
}

std::vector<std::string> placeholders(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < text.size();) {
    const Placeholder p = placeholder_at(text, i);
    if (p.size == 0) {
      ++i;
    } else {
      names.emplace_back(p.name);
      i += p.size;
    }
  }
  return names;
}

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    }
  }
  return out;
}

}  // namespace logdiag::base
