#include "connectors/tokens.h"

#include <algorithm>
#include <cctype>
#include <openssl/evp.h>

namespace chatqc::connectors {

namespace {

constexpr std::size_t hash_characters = 64;
constexpr std::size_t tenant_bytes_max = 64;
constexpr std::size_t token_bytes_max = 4096;

std::string_view take_word(std::string_view& line)
{
    constexpr std::string_view blanks = " \t\r";
    const std::size_t begin = std::min(line.find_first_not_of(blanks), line.size());
    const std::size_t end = std::min(line.find_first_of(blanks, begin), line.size());
    const std::string_view word = line.substr(begin, end - begin);
    line.remove_prefix(end);
    return word;
}

bool is_hash(std::string_view word)
{
    return word.size() == hash_characters &&
           word.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_tenant(std::string_view word)
{
    return !word.empty() && word.size() <= tenant_bytes_max &&
           std::all_of(word.begin(), word.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
           });
}

// Whether all of `words` are rights.
bool read_rights(std::string_view words, principal& who)
{
    while (!words.empty()) {
        const std::string_view word = words.substr(0, words.find(','));
        words.remove_prefix(std::min(word.size() + 1, words.size()));
        if (word == "read") {
            who.may_read = true;
        } else if (word == "ingest") {
            who.may_ingest = true;
        } else if (word == "review") {
            who.may_review = true;
        } else if (word == "admin") {
            who.is_admin = true;
        } else {
            return false;
        }
    }
    return who.may_read || who.may_ingest || who.may_review || who.is_admin;
}

std::optional<std::string_view> bearer(std::string_view authorization)
{
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size() || authorization.size() > token_bytes_max) {
        return std::nullopt;
    }
    const bool same = std::equal(scheme.begin(), scheme.end(), authorization.begin(), [](char a, char b) {
        return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b)));
    });
    if (!same) {
        return std::nullopt;
    }
    return authorization.substr(scheme.size());
}

} // namespace

bool principal::may(right what) const
{
    switch (what) {
    case right::none:
        return true;
    case right::read:
        return may_read || is_admin;
    case right::ingest:
        return may_ingest || is_admin;
    case right::review:
        return may_review || is_admin;
    case right::admin:
        return is_admin;
    }
    return false;
}

std::string token_hash(std::string_view token)
{
    static constexpr char digits[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE] = {};
    unsigned int size = 0;
    std::string text;
    if (EVP_Digest(token.data(), token.size(), digest, &size, EVP_sha256(), nullptr) != 1) {
        return text; // equals no entry
    }
    for (unsigned int i = 0; i < size; ++i) {
        text.push_back(digits[digest[i] >> 4]);
        text.push_back(digits[digest[i] & 0xf]);
    }
    return text;
}

token_file parse_tokens(std::string_view text)
{
    token_file file;
    for (std::size_t number = 1; !text.empty(); ++number) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        line = line.substr(0, line.find('#'));
        const std::string_view hash = take_word(line);
        if (hash.empty()) {
            continue;
        }
        const std::string_view tenant = take_word(line);
        const std::string_view rights = take_word(line);
        principal who;
        who.tenant = tenant;
        const auto complain = [&](std::string_view what) {
            file.errors.push_back("line " + std::to_string(number) + ": " + std::string(what));
        };
        if (!is_hash(hash)) {
            complain("the first word must be a SHA-256 in 64 lower-case hexadecimal digits");
        } else if (!is_tenant(tenant)) {
            complain("the second word must be a tenant: letters, digits, - _ ., at most 64");
        } else if (!read_rights(rights, who)) {
            complain("the third word must be rights: read, ingest, review, admin, with commas between");
        } else if (!take_word(line).empty()) {
            complain("more than three words");
        } else if (!file.by_hash.emplace(hash, who).second) {
            complain("this token stands twice");
        }
    }
    return file;
}

access_result
check_access(const access_policy& policy, std::string_view authorization, bool peer_is_loopback, right need)
{
    access_result result;
    if (!policy.tokens) {
        if (need == right::none || peer_is_loopback) {
            result.what = access::granted;
            result.who.tenant = policy.tenant;
            result.who.is_admin = peer_is_loopback;
        } else {
            result.what = access::forbidden;
        }
        return result;
    }
    const auto token = bearer(authorization);
    const auto found = token ? policy.tokens->by_hash.find(token_hash(*token)) : policy.tokens->by_hash.end();
    if (found == policy.tokens->by_hash.end()) {
        result.what = need == right::none ? access::granted : access::unauthorized;
        return result;
    }
    result.who = found->second;
    result.what = result.who.may(need) ? access::granted : access::forbidden;
    return result;
}

} // namespace chatqc::connectors
