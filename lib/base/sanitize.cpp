#include "base/sanitize.hpp"

#include <array>

#include "base/utf8.hpp"

namespace logdiag::base {
namespace {

bool is_unsafe(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x061C ||
         c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_token(char c) { return is_word(c) || c == '-' || c == '.' || c == '/' || c == '+' || c == '='; }
bool is_upper_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }

// A fixed beginning and how many characters of which kind must follow.
struct Shape {
  std::string_view start;
  std::size_t least;
  bool (*body)(char);
};

bool word_or_dash(char c) { return is_word(c) || c == '-'; }

constexpr std::array<Shape, 25> kShapes{{{"ghp_", 16, is_word},
                                         {"gho_", 16, is_word},
                                         {"ghu_", 16, is_word},
                                         {"ghs_", 16, is_word},
                                         {"ghr_", 16, is_word},
                                         {"github_pat_", 16, is_word},
                                         {"glpat-", 16, word_or_dash},
                                         {"glrt-", 16, word_or_dash},
                                         {"gldt-", 16, word_or_dash},
                                         {"hf_", 16, is_word},
                                         {"xoxb-", 10, word_or_dash},
                                         {"xoxp-", 10, word_or_dash},
                                         {"xoxa-", 10, word_or_dash},
                                         {"xoxr-", 10, word_or_dash},
                                         {"xoxs-", 10, word_or_dash},
                                         {"npm_", 30, is_word},
                                         {"pypi-", 30, word_or_dash},
                                         {"AKIA", 16, is_upper_or_digit},
                                         {"ASIA", 16, is_upper_or_digit},
                                         {"AIza", 30, word_or_dash},
                                         {"sk_live_", 16, is_word},
                                         {"rk_live_", 16, is_word},
                                         {"sk-", 32, word_or_dash},
                                         {"dckr_pat_", 16, word_or_dash},
                                         {"dop_v1_", 32, is_word}}};

std::size_t run_of(std::string_view text, std::size_t at, bool (*body)(char)) {
  std::size_t end = at;
  while (end < text.size() && body(text[end])) ++end;
  return end - at;
}

// Length of the secret at `at`, 0 when there is none; `keep` bytes stay shown.
std::size_t secret_at(std::string_view text, std::size_t at, std::size_t& keep) {
  const std::string_view rest = text.substr(at);
  if (at == 0 || !is_word(text[at - 1])) {
    for (const Shape& shape : kShapes) {
      if (!rest.starts_with(shape.start)) continue;
      const std::size_t body = run_of(rest, shape.start.size(), shape.body);
      if (body >= shape.least) {
        keep = shape.start.size();
        return shape.start.size() + body;
      }
    }
    // A JSON web token: three base64url parts.
    if (rest.starts_with("eyJ")) {
      const std::size_t head = run_of(rest, 0, word_or_dash);
      if (head >= 16 && head < rest.size() && rest[head] == '.') {
        const std::size_t whole =
            run_of(rest, 0, [](char c) { return word_or_dash(c) || c == '.'; });
        if (whole > head + 8) {
          keep = 3;
          return whole;
        }
      }
    }
  }
  return 0;
}

bool same_letters(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != lower[i]) return false;
  }
  return true;
}

// "authorization: bearer VALUE", "password=VALUE" and the like: where VALUE
// starts, counted from `at`; 0 when nothing of the kind begins here.
std::size_t named_value_at(std::string_view text, std::size_t at) {
  static constexpr std::array<std::string_view, 12> kNames{
      "authorization", "password", "passwd",        "secret",     "api_key",      "apikey",
      "access_token",  "auth_token", "private_token", "client_secret", "_authtoken", "x-api-key"};
  if (at > 0 && is_word(text[at - 1]) && text[at - 1] != '_') return 0;
  for (const std::string_view name : kNames) {
    if (!same_letters(text.substr(at), name)) continue;
    std::size_t i = at + name.size();
    if (i < text.size() && (text[i] == '"' || text[i] == '\'')) ++i;
    const std::size_t blanks = i;
    while (i < text.size() && text[i] == ' ') ++i;
    if (i - blanks > 2 || i >= text.size() || (text[i] != ':' && text[i] != '=')) continue;
    ++i;
    while (i < text.size() && (text[i] == ' ' || text[i] == '"' || text[i] == '\'')) ++i;
    for (const std::string_view scheme : {"bearer ", "basic ", "token "}) {
      if (same_letters(text.substr(i), scheme)) i += scheme.size();
    }
    return i - at;
  }
  return 0;
}

// "://user:password@" at `at`: the bounds of the password; 0 when none.
std::size_t url_password_at(std::string_view text, std::size_t at, std::size_t& start) {
  if (!text.substr(at).starts_with("://")) return 0;
  std::size_t colon = 0;
  for (std::size_t i = at + 3; i < text.size() && i < at + 300; ++i) {
    const char c = text[i];
    if (c == ':' && colon == 0) colon = i;
    if (c == '@') {
      if (colon == 0 || i == colon + 1) return 0;
      start = colon + 1;
      return i - start;
    }
    if (c == '/' || c == ' ' || c == '"' || c == '\'') return 0;
  }
  return 0;
}

}  // namespace

std::string sanitize(std::string_view text, std::size_t limit) {
  std::string out;
  out.reserve(std::min(text.size(), limit) + 8);
  bool cut = false;
  while (!text.empty()) {
    const CodePoint c = decode(text);
    if (out.size() + c.size > limit) {
      cut = true;
      break;
    }
    if (c.valid && c.value == '\t') {
      out.push_back(' ');
    } else if (!c.valid || is_unsafe(c.value)) {
      out.append("\xEF\xBF\xBD");
    } else {
      out.append(text.substr(0, c.size));
    }
    text.remove_prefix(c.size);
  }
  if (cut) out.append("\xE2\x80\xA6");
  // The runner obeys "##[name]" anywhere in a line and "::name::" at the start
  // of a trimmed one (ActionCommand.cs).
  replace_all(out, "##[", "# #[");
  const std::size_t first = out.find_first_not_of(' ');
  if (first != std::string::npos && std::string_view(out).substr(first).starts_with("::")) {
    out.insert(first + 1, " ");
  }
  return out;
}

std::string redact(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t i = 0;
  while (i < text.size()) {
    std::size_t keep = 0;
    std::size_t start = 0;
    if (const std::size_t size = secret_at(text, i, keep)) {
      out.append(text.substr(i, keep)).append("***");
      i += size;
    } else if (const std::size_t password = url_password_at(text, i, start)) {
      out.append(text.substr(i, start - i)).append("***");
      i = start + password;
    } else if (const std::size_t skip = named_value_at(text, i)) {
      const std::size_t body = run_of(text, i + skip, [](char c) {
        return is_token(c) || c == '!' || c == '$' || c == '%' || c == '*' || c == '#';
      });
      out.append(text.substr(i, skip));
      // Short values and shell variables are names, not secrets.
      const std::string_view value = text.substr(i + skip, body);
      const bool shown = value.size() < 6 || value.starts_with("$") || value.starts_with("***");
      out.append(shown ? value : std::string_view("***"));
      i += skip + body;
    } else if (text.substr(i).starts_with("-----BEGIN ")) {
      out.append("-----BEGIN ***");
      return out;
    } else {
      out.push_back(text[i++]);
    }
  }
  return out;
}

}  // namespace logdiag::base
