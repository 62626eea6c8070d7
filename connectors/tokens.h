// Who may do what: the static token file, and the rule for servers without one. No sockets here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::connectors {

// What a request needs. `none`: anybody may.
enum class right : std::uint8_t { none, read, ingest, review, admin };

struct principal {
    std::string tenant;
    bool may_read = false;
    bool may_ingest = false;
    bool may_review = false; // decide on verdicts
    bool is_admin = false;   // may everything

    [[nodiscard]] bool may(right what) const;
};

// SHA-256 of a token in lower-case hexadecimal: what stands in the file.
std::string token_hash(std::string_view token);

struct token_file {
    std::map<std::string, principal, std::less<>> by_hash;
    std::vector<std::string> errors; // "line 3: …"; then the table is not to be used
};

// One token a line: `SHA256-HEX TENANT RIGHTS`, rights out of read, ingest, review, admin, with commas; #
// begins a comment.
token_file parse_tokens(std::string_view text);

// How requests are let in. Immutable.
struct access_policy {
    // With tokens every request must carry one, whatever its address.
    std::optional<token_file> tokens;
    // Without tokens: only from this machine, and as this tenant.
    std::string tenant = "default";
};

enum class access : std::uint8_t { granted, unauthorized, forbidden };

struct access_result {
    access what = access::unauthorized;
    principal who; // if granted
};

// `authorization` is the header's value.
access_result
check_access(const access_policy& policy, std::string_view authorization, bool peer_is_loopback, right need);

} // namespace chatqc::connectors
