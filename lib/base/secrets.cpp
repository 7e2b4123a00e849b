// secrets.cpp - redact() of base/sanitize: what has the shape of a secret is masked.
#include <algorithm>
#include <array>

#include "base/sanitize.hpp"

namespace logdiag::base {
namespace {

using std::string_view;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_digit(c) || is_letter(c) || c == '_'; }
bool is_upper_or_digit(char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
bool word_or_dash(char c) { return is_word(c) || c == '-'; }
bool dotted(char c) { return word_or_dash(c) || c == '.' || c == '=' || c == '+' || c == '/'; }
bool no_blank(char c) { return c != ' ' && c != '"' && c != '\'' && c != '`' && c != '<' && c != '>'; }

std::size_t run_of(string_view text, std::size_t at, bool (*body)(char)) {
  std::size_t end = at;
  while (end < text.size() && body(text[end])) ++end;
  return end - at;
}

// A fixed beginning and how many characters of which kind must follow.
struct Shape {
  string_view start;
  std::size_t least;
  bool (*body)(char);
};

// By first letter, longer beginnings first.
constexpr Shape kShapes[] = {
    {"AGE-SECRET-KEY-1", 20, word_or_dash},
    {"ATATT3", 20, word_or_dash},
    {"ATCTT3", 20, word_or_dash},
    {"AIza", 30, word_or_dash},
    {"AKCp", 40, word_or_dash},
    {"AKIA", 16, is_upper_or_digit},
    {"ASIA", 16, is_upper_or_digit},
    {"ATBB", 28, word_or_dash},
    {"CLOJARS_", 20, word_or_dash},
    {"CCIPAT_", 20, word_or_dash},
    {"CCIPRJ_", 20, word_or_dash},
    {"EAAA", 40, word_or_dash},
    {"FlyV1 ", 20, dotted},
    {"GOCSPX-", 20, word_or_dash},
    {"HRKU-", 20, word_or_dash},
    {"NRAK-", 20, word_or_dash},
    {"NRII-", 20, word_or_dash},
    {"PMAK-", 20, word_or_dash},
    {"SG.", 20, dotted},
    {"bkua_", 20, word_or_dash},
    {"dckr_oat_", 16, word_or_dash},
    {"dckr_pat_", 16, word_or_dash},
    {"doo_v1_", 32, is_word},
    {"dop_v1_", 32, is_word},
    {"dor_v1_", 32, is_word},
    {"dt0c01.", 20, dotted},
    {"dp.pt.", 20, dotted},
    {"dp.st.", 20, dotted},
    {"dapi", 32, word_or_dash},
    {"figd_", 20, word_or_dash},
    {"fm2_", 40, word_or_dash},
    {"github_pat_", 16, is_word},
    {"glagent-", 16, word_or_dash},
    {"glffct-", 16, word_or_dash},
    {"glsoat-", 16, word_or_dash},
    {"glcbt-", 16, word_or_dash},
    {"glimt-", 16, word_or_dash},
    {"glpat-", 16, word_or_dash},
    {"glptt-", 16, word_or_dash},
    {"gldt-", 16, word_or_dash},
    {"glft-", 16, word_or_dash},
    {"glrt-", 16, word_or_dash},
    {"glsa_", 20, word_or_dash},
    {"gho_", 16, is_word},
    {"ghp_", 16, is_word},
    {"ghr_", 16, is_word},
    {"ghs_", 16, is_word},
    {"ghu_", 16, is_word},
    {"glc_", 20, word_or_dash},
    {"gsk_", 40, word_or_dash},
    {"hvb.", 20, dotted},
    {"hvr.", 20, dotted},
    {"hvs.", 20, dotted},
    {"hf_", 16, word_or_dash},
    {"key-", 32, word_or_dash},
    {"lin_api_", 20, word_or_dash},
    {"lip_", 20, word_or_dash},
    {"nfp_", 20, word_or_dash},
    {"npm_", 30, is_word},
    {"ntn_", 20, word_or_dash},
    {"ops_", 60, word_or_dash},
    {"oy2", 43, word_or_dash},
    {"pscale_tkn_", 20, word_or_dash},
    {"pscale_pw_", 20, word_or_dash},
    {"pplx-", 20, word_or_dash},
    {"pypi-", 30, word_or_dash},
    {"pul-", 40, word_or_dash},
    {"rubygems_", 16, word_or_dash},
    {"rk_live_", 16, word_or_dash},
    {"rk_test_", 16, word_or_dash},
    {"rnd_", 28, word_or_dash},
    {"r8_", 32, word_or_dash},
    {"sk-proj-", 20, word_or_dash},
    {"sk_live_", 16, word_or_dash},
    {"sk_test_", 16, word_or_dash},
    {"sk-ant-", 20, word_or_dash},
    {"sntrys_", 20, word_or_dash},
    {"sntryu_", 20, word_or_dash},
    {"sq0atp-", 20, word_or_dash},
    {"sq0csp-", 20, word_or_dash},
    {"shpat_", 20, word_or_dash},
    {"shpca_", 20, word_or_dash},
    {"shppa_", 20, word_or_dash},
    {"shpss_", 20, word_or_dash},
    {"sbp_", 20, word_or_dash},
    {"sqa_", 30, word_or_dash},
    {"sqp_", 30, word_or_dash},
    {"squ_", 30, word_or_dash},
    {"sk-", 32, word_or_dash},
    {"tskey-", 20, word_or_dash},
    {"whsec_", 16, word_or_dash},
    {"xapp-", 10, word_or_dash},
    {"xoxa-", 10, word_or_dash},
    {"xoxb-", 10, word_or_dash},
    {"xoxc-", 10, word_or_dash},
    {"xoxd-", 10, word_or_dash},
    {"xoxe-", 10, word_or_dash},
    {"xoxe.", 10, word_or_dash},
    {"xoxp-", 10, word_or_dash},
    {"xoxr-", 10, word_or_dash},
    {"xoxs-", 10, word_or_dash},
    {"xai-", 20, word_or_dash},
    {"ya29.", 20, dotted},
};

struct Range {
  std::size_t begin = 0, end = 0;
};

// Where the shapes of a first letter stand in the table.
constexpr std::array<Range, 128> by_letter() {
  std::array<Range, 128> out{};
  for (std::size_t i = 0; i < std::size(kShapes); ++i) {
    Range& range = out[static_cast<unsigned char>(kShapes[i].start[0])];
    if (range.end == 0) range.begin = i;
    range.end = i + 1;
  }
  return out;
}
constexpr std::array<Range, 128> kByLetter = by_letter();

// What is masked: `keep` bytes stay shown, then `size` are hidden.
struct Secret {
  std::size_t keep = 0, size = 0;
};

Secret shape_at(string_view rest) {
  const auto first = static_cast<unsigned char>(rest[0]);
  if (first >= kByLetter.size()) return {};
  for (std::size_t i = kByLetter[first].begin; i < kByLetter[first].end; ++i) {
    const Shape& shape = kShapes[i];
    if (!rest.starts_with(shape.start)) continue;
    const std::size_t body = run_of(rest, shape.start.size(), shape.body);
    if (body >= shape.least) return {shape.start.size(), body};
  }
  return {};
}

// Shapes that no fixed beginning tells.
Secret web_token_at(string_view rest) {
  if (!rest.starts_with("eyJ")) return {};
  const std::size_t head = run_of(rest, 0, word_or_dash);
  if (head < 16 || head == rest.size() || rest[head] != '.') return {};
  const std::size_t whole = run_of(rest, 0, [](char c) { return word_or_dash(c) || c == '.'; });
  return whole > head + 8 ? Secret{3, whole - 3} : Secret{};
}

// Telegram: 123456789:AA...; Discord: three parts; Azure: ...8Q~...; Twilio: SK and
// hex; Terraform Cloud: ....atlasv1.....
Secret bot_token_at(string_view rest) {
  const std::size_t digits = run_of(rest, 0, is_digit);
  if (digits >= 8 && digits <= 10 && rest.substr(digits).starts_with(":AA") &&
      run_of(rest, digits + 1, word_or_dash) >= 34) {
    return {digits + 1, run_of(rest, digits + 1, word_or_dash)};
  }
  const std::size_t first = run_of(rest.substr(0, 40), 0, word_or_dash);
  if (first >= 23 && first <= 28 && first < rest.size() && rest[first] == '.' &&
      (rest[0] == 'M' || rest[0] == 'N' || rest[0] == 'O')) {
    const std::size_t second = run_of(rest, first + 1, word_or_dash);
    const std::size_t dot = first + 1 + second;
    if (second == 6 && dot < rest.size() && rest[dot] == '.' &&
        run_of(rest, dot + 1, word_or_dash) >= 27) {
      return {2, dot - 1 + run_of(rest, dot + 1, word_or_dash)};
    }
  }
  if (first >= 10 && rest.substr(first).starts_with(".atlasv1.")) {
    return {0, run_of(rest, 0, dotted)};
  }
  if (rest.size() > 6 && is_digit(rest[3]) && rest.substr(4).starts_with("Q~")) {
    const std::size_t body =
        run_of(rest, 6, [](char c) { return word_or_dash(c) || c == '.' || c == '~'; });
    if (body >= 31 && run_of(rest, 0, is_word) >= 3) return {0, 6 + body};
  }
  if (rest.starts_with("SK") && run_of(rest, 2, is_hex) == 32) return {2, 32};
  return {};
}

// Addresses that are a secret from here on.
Secret webhook_at(string_view rest) {
  for (const string_view start : {string_view("hooks.slack.com/services/"),
                                  string_view("hooks.slack.com/workflows/"),
                                  string_view("discord.com/api/webhooks/"),
                                  string_view("discordapp.com/api/webhooks/"),
                                  string_view("api.telegram.org/bot")}) {
    if (rest.starts_with(start)) {
      const std::size_t body = run_of(rest, start.size(), no_blank);
      if (body >= 16) return {start.size(), body};
    }
  }
  return {};
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_letters(string_view text, string_view lower_case) {
  return text.size() >= lower_case.size() &&
         std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                    [](char want, char have) { return lower(have) == want; });
}

// Length of `name` at the beginning of `text`, in which "_" and "-" may part its
// letters; 0 when it is not there.
std::size_t name_length(string_view text, string_view name) {
  std::size_t i = 0;
  for (const char want : name) {
    if (i > 0 && i < text.size() && (text[i] == '_' || text[i] == '-')) ++i;
    if (i >= text.size() || lower(text[i]) != want) return 0;
    ++i;
  }
  return i;
}

// Whatever follows these is a secret, and what follows the weak ones is when it
// does not look like a word.
constexpr string_view kNames[] = {
    "authorization", "password",     "passwd",      "passphrase",      "secret",
    "apikey",        "accesstoken",  "authtoken",   "privatetoken",    "clientsecret",
    "xapikey",       "secretkey",    "accesskey",   "secretaccesskey", "sessiontoken",
    "privatekey",    "accountkey",   "sharedaccesskey", "refreshtoken", "securitytoken",
    "encryptionkey", "signingkey",   "webhooksecret", "idtoken",       "bearertoken",
    "registrationtoken"};
constexpr string_view kWeakNames[] = {"token", "key", "auth", "pwd", "pass", "sig", "signature",
                                      "credential", "credentials", "setcookie", "cookie"};

bool looks_random(string_view value) {
  return value.size() >= 16 && std::any_of(value.begin(), value.end(), is_digit) &&
         std::any_of(value.begin(), value.end(), is_letter) &&
         std::none_of(value.begin(), value.end(), [](char c) { return c == '{' || c == '\\'; });
}

// "authorization: bearer VALUE", "password=VALUE", "--password VALUE" and the like.
Secret named_value_at(string_view text, std::size_t at) {
  const char before = at > 0 ? text[at - 1] : ' ';
  const bool flag = at > 1 && before == '-' && text[at - 2] == '-';
  if (is_word(before) && before != '_') return {};
  const string_view rest = text.substr(at);
  std::size_t i = 0;
  bool weak = false;
  for (const string_view name : kNames) i = std::max(i, name_length(rest, name));
  if (i == 0) {
    for (const string_view name : kWeakNames) i = std::max(i, name_length(rest, name));
    weak = i > 0;
  }
  if (i == 0 || i >= rest.size()) return {};
  char quote = 0;
  if (rest[i] == '"' || rest[i] == '\'') ++i;
  const std::size_t blanks = run_of(rest, i, [](char c) { return c == ' '; });
  i += blanks;
  if (i >= rest.size() || blanks > 2) return {};
  if (rest[i] == ':' || rest[i] == '=') {
    // "restored from key: linux-x64-..." is none.
    if (weak && rest[i] == ':' && name_length(rest, "key") > 0) return {};
    ++i;
    if (i < rest.size() && (rest[i] == '>' || rest[i] == '=')) ++i;  // "=>", "=="
  } else if (!flag || blanks != 1 || rest[i] == '-') {
    return {};
  }
  while (i < rest.size() && (rest[i] == ' ' || rest[i] == '\\')) ++i;
  if (i < rest.size() && (rest[i] == '"' || rest[i] == '\'')) quote = rest[i++];
  for (const string_view scheme : {"bearer ", "basic ", "token ", "digest ", "negotiate "}) {
    if (same_letters(rest.substr(i), scheme)) i += scheme.size();
  }
  std::size_t end = i;
  while (end < rest.size()) {
    const char c = rest[end];
    if (quote != 0 ? c == quote : c == ' ' || c == ',' || c == ';' || !no_blank(c)) break;
    // The next parameter of an address.
    if (quote == 0 && c == '&' && run_of(rest, end + 1, is_word) > 0) {
      const std::size_t next = end + 1 + run_of(rest, end + 1, is_word);
      if (next < rest.size() && rest[next] == '=') break;
    }
    ++end;
  }
  const string_view value = rest.substr(i, end - i);
  // Short values, variables and what is masked already are names, not secrets.
  const bool shown = value.size() < 6 || value.starts_with("$") || value.starts_with("***") ||
                     value.starts_with("%") || (weak && !looks_random(value));
  return shown ? Secret{} : Secret{i, value.size()};
}

// "://user:password@" and "://token@".
Secret address_at(string_view rest) {
  if (!rest.starts_with("://")) return {};
  std::size_t colon = 0;
  for (std::size_t i = 3; i < rest.size() && i < 1000; ++i) {
    const char c = rest[i];
    if (c == ':' && colon == 0) colon = i;
    if (c == '@') {
      if (colon != 0) return i == colon + 1 ? Secret{} : Secret{colon + 1, i - colon - 1};
      return looks_random(rest.substr(3, i - 3)) ? Secret{3, i - 3} : Secret{};
    }
    if (c == '/' || !no_blank(c)) return {};
  }
  return {};
}

Secret secret_at(string_view text, std::size_t at) {
  const string_view rest = text.substr(at);
  if (rest[0] == ':') return address_at(rest);
  if (!is_word(rest[0])) return {};
  if (at > 0 && is_word(text[at - 1])) {
    return text[at - 1] == '_' ? named_value_at(text, at) : Secret{};
  }
  for (const auto find : {shape_at, web_token_at, bot_token_at, webhook_at}) {
    if (const Secret s = find(rest); s.size > 0) return s;
  }
  return named_value_at(text, at);
}

}  // namespace

std::string redact(string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '-' && text.substr(i).starts_with("-----BEGIN ")) {
      return out.append("-----BEGIN ***");
    }
    const Secret secret = secret_at(text, i);
    if (secret.size == 0) {
      out.push_back(text[i++]);
    } else {
      out.append(text.substr(i, secret.keep)).append("***");
      i += secret.keep + secret.size;
    }
  }
  return out;
}

}  // namespace logdiag::base
