// A verdict (SPEC §6): the engine's recorded decision with its receipt. Data and its JSON form; what fires
// one is engine/detect.
#pragma once

#include "engine/message.h"

#include <array>
#include <string>
#include <vector>

namespace chatqc::engine {

enum class verdict_status : std::uint8_t { provisional, final_, retracted };
enum class revision_reason : std::uint8_t { none, completed, late_message, edited, recalled };

std::string_view name_of(verdict_status value);  // "provisional", "final", "retracted"
std::string_view name_of(revision_reason value); // "" for none

// 128-bit hash(tenant, conversation, rule id, anchor message id, anchor ts, occurrence), printed as 32 hex
// digits.
using verdict_id = std::array<std::uint8_t, 16>;

std::string to_hex(const verdict_id& id);
std::optional<verdict_id> verdict_id_of(std::string_view hex);

struct span {
    std::string message;     // id of the message
    std::uint32_t begin = 0; // bytes, half-open, into the original text
    std::uint32_t end = 0;
    std::string phrase;     // the phrase that hit, as the pack writes it; of an expression: the words it hit
    bool disguised = false; // found only in the normal form

    friend bool operator==(const span&, const span&) = default;
};

// The arithmetic of a round (all event times).
struct wait_receipt {
    std::string profile;
    std::string round; // id of the message that opened the round
    time_point opened{};
    std::optional<time_point> deadline;
    std::optional<time_point> replied;
    std::string reply; // id of the reply, or empty
    std::optional<milliseconds> limit;
    std::optional<milliseconds> duration; // counted time, pauses left out
    milliseconds paused{0};               // time of the wait outside working hours

    friend bool operator==(const wait_receipt&, const wait_receipt&) = default;
};

struct receipt {
    std::vector<std::string> messages; // ids, in order
    std::vector<span> spans;
    std::optional<wait_receipt> wait;
    std::optional<std::uint32_t> count;      // repeats, nudges, messages looked at
    std::optional<std::uint32_t> similarity; // percent, rounded down
    std::optional<time_point> due;           // of a promise: the instant by which it is to be kept
    std::string version;               // id of the edit whose text was judged; empty: the text as it was sent
    std::vector<std::string> recalled; // those of `messages` that were taken back (recall)
    bool evasion = false; // rests on words that were disguised; has raised level and points as the rule says

    friend bool operator==(const receipt&, const receipt&) = default;
};

// What a person decided on a verdict (SPEC §7 "Review"). It lies beside the verdict and changes nothing in
// it.
enum class review_decision : std::uint8_t {
    confirmed,
    dismissed,
    withdrawn, // with all verdicts of a bad version of its rule
};

// Whether a verdict counts no more.
[[nodiscard]] constexpr bool voids(std::optional<review_decision> decided)
{
    return decided == review_decision::dismissed || decided == review_decision::withdrawn;
}

struct verdict {
    // Settled part: the same bytes however the messages arrived.
    verdict_id id{};
    std::string rule, rule_hash, pack;
    rules::level level = rules::level::minor;
    rules::category category = rules::category::standards;
    std::int32_t points = 0;
    rules::mode mode = rules::mode::live;
    bool review_required = false;
    std::string tenant, platform, shop, group, agent; // agent empty: charged to the shop (未分配)
    std::string conversation, session, anchor;
    time_point anchor_ts{};
    time_point decided_at{};
    engine::receipt receipt;

    // What lies beside it.
    verdict_status status = verdict_status::provisional;
    std::uint32_t revision = 0;
    revision_reason reason = revision_reason::none;
    bool is_new = false; // the first that is said of it: nothing of it is stored. Not stored itself
};

verdict_id identify(
    std::string_view tenant,
    std::string_view conversation,
    std::string_view rule,
    std::string_view anchor,
    time_point anchor_ts,
    std::uint32_t occurrence
);

// 64-bit digest of the settled part; equal digests mean "no revision".
std::uint64_t digest(const verdict& value);

// One JSON object, snake_case, fixed key order, times in ms. `settled` leaves out revision and reason and is
// what `export verdicts --settled` and `replay --out` print.
enum class verdict_view : std::uint8_t { settled, full };
void append_json(std::string& out, const verdict& value, verdict_view view);

// Binary codec, versions 1 and 2, for storage.
void append_binary(std::string& out, const verdict& value);
std::optional<verdict> read_verdict(std::string_view bytes);

} // namespace chatqc::engine
