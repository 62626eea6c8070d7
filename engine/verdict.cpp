#include "engine/verdict.h"

#include "engine/binary.h"
#include "engine/hash.h"

namespace chatqc::engine {

namespace {

// Version 2 ends with a byte of marks, and what they say follows. A verdict without any is written as version
// 1, so that neither its bytes nor its digest depend on which program wrote it.
constexpr std::uint8_t verdict_version = 1;
constexpr std::uint8_t verdict_version_marked = 2;
constexpr std::uint8_t mark_evasion = 1U << 0U;
constexpr std::uint8_t mark_due = 1U << 1U;

std::uint8_t marks_of(const verdict& value)
{
    return static_cast<std::uint8_t>(
        (value.receipt.evasion ? mark_evasion : 0U) | (value.receipt.due ? mark_due : 0U)
    );
}

// Which optional numbers of a receipt follow.
enum presence : std::uint8_t {
    has_wait = 1u << 0,
    has_count = 1u << 1,
    has_similarity = 1u << 2,
    has_deadline = 1u << 3,
    has_replied = 1u << 4,
    has_limit = 1u << 5,
    has_duration = 1u << 6,
    has_amended = 1u << 7, // the version judged and what was recalled
};

std::uint8_t presence_of(const receipt& value)
{
    unsigned bits = 0;
    const auto mark = [&bits](bool there, presence bit) { bits |= there ? unsigned{bit} : 0u; };
    mark(value.count.has_value(), has_count);
    mark(value.similarity.has_value(), has_similarity);
    mark(value.wait.has_value(), has_wait);
    mark(!value.version.empty() || !value.recalled.empty(), has_amended);
    if (value.wait) {
        mark(value.wait->deadline.has_value(), has_deadline);
        mark(value.wait->replied.has_value(), has_replied);
        mark(value.wait->limit.has_value(), has_limit);
        mark(value.wait->duration.has_value(), has_duration);
    }
    return static_cast<std::uint8_t>(bits);
}

void append_span(std::string& out, const span& value)
{
    append_text(out, value.message);
    append_varint(out, value.begin);
    append_varint(out, value.end);
    append_text(out, value.phrase);
    append_byte(out, value.disguised ? 1 : 0);
}

void append_wait(std::string& out, const wait_receipt& value)
{
    append_text(out, value.profile);
    append_text(out, value.round);
    append_time(out, value.opened);
    if (value.deadline) {
        append_time(out, *value.deadline);
    }
    if (value.replied) {
        append_time(out, *value.replied);
    }
    append_text(out, value.reply);
    if (value.limit) {
        append_signed(out, value.limit->count());
    }
    if (value.duration) {
        append_signed(out, value.duration->count());
    }
    append_signed(out, value.paused.count());
}

void append_texts(std::string& out, const std::vector<std::string>& texts)
{
    append_varint(out, texts.size());
    for (const std::string& each : texts) {
        append_text(out, each);
    }
}

void append_receipt(std::string& out, const receipt& value)
{
    const std::uint8_t bits = presence_of(value);
    append_byte(out, bits);
    append_texts(out, value.messages);
    append_varint(out, value.spans.size());
    for (const span& each : value.spans) {
        append_span(out, each);
    }
    if (value.wait) {
        append_wait(out, *value.wait);
    }
    if (value.count) {
        append_varint(out, *value.count);
    }
    if (value.similarity) {
        append_varint(out, *value.similarity);
    }
    if ((bits & has_amended) != 0) {
        append_text(out, value.version);
        append_texts(out, value.recalled);
    }
}

// What is the same however the messages arrived; also what digest() covers. By the rule's version given.
void append_settled(std::string& out, const verdict& value, std::string_view rule_hash, std::string_view pack)
{
    for (const std::uint8_t byte : value.id) {
        append_byte(out, byte);
    }
    append_text(out, value.rule);
    append_text(out, rule_hash);
    append_text(out, pack);
    append_byte(out, static_cast<std::uint8_t>(value.level));
    append_byte(out, static_cast<std::uint8_t>(value.category));
    append_byte(out, static_cast<std::uint8_t>(value.mode));
    append_byte(out, value.review_required ? 1 : 0);
    append_signed(out, value.points);
    for (const std::string* each :
         {&value.tenant,
          &value.platform,
          &value.shop,
          &value.group,
          &value.agent,
          &value.conversation,
          &value.session,
          &value.anchor}) {
        append_text(out, *each);
    }
    append_time(out, value.anchor_ts);
    append_time(out, value.decided_at);
    append_receipt(out, value.receipt);
    if (const auto marks = marks_of(value); marks != 0) {
        append_byte(out, marks);
    }
    if (value.receipt.due) {
        append_time(out, *value.receipt.due);
    }
}

wait_receipt read_wait(binary_reader& in, std::uint8_t bits)
{
    wait_receipt value;
    value.profile = in.string();
    value.round = in.string();
    value.opened = in.time();
    if ((bits & has_deadline) != 0) {
        value.deadline = in.time();
    }
    if ((bits & has_replied) != 0) {
        value.replied = in.time();
    }
    value.reply = in.string();
    if ((bits & has_limit) != 0) {
        value.limit = milliseconds(in.signed_number());
    }
    if ((bits & has_duration) != 0) {
        value.duration = milliseconds(in.signed_number());
    }
    value.paused = milliseconds(in.signed_number());
    return value;
}

span read_span(binary_reader& in)
{
    span value;
    value.message = in.string();
    value.begin = in.varint32();
    value.end = in.varint32();
    value.phrase = in.string();
    value.disguised = in.boolean();
    return value;
}

std::vector<std::string> read_texts(binary_reader& in)
{
    std::vector<std::string> texts(in.count(1));
    for (std::string& each : texts) {
        each = in.string();
    }
    return texts;
}

receipt read_receipt(binary_reader& in)
{
    receipt value;
    const std::uint8_t bits = in.byte();
    value.messages = read_texts(in);
    constexpr std::size_t span_bytes_min = 5;
    value.spans.resize(in.count(span_bytes_min));
    for (span& each : value.spans) {
        each = read_span(in);
    }
    if ((bits & has_wait) != 0) {
        value.wait = read_wait(in, bits);
    }
    if ((bits & has_count) != 0) {
        value.count = in.varint32();
    }
    if ((bits & has_similarity) != 0) {
        value.similarity = in.varint32();
    }
    if ((bits & has_amended) != 0) {
        value.version = in.string();
        value.recalled = read_texts(in);
    }
    return value;
}

} // namespace

verdict_id identify(
    std::string_view tenant,
    std::string_view conversation,
    std::string_view rule,
    std::string_view anchor,
    time_point anchor_ts,
    std::uint32_t occurrence
)
{
    std::string named;
    append_text(named, tenant);
    append_text(named, conversation);
    append_text(named, rule);
    append_text(named, anchor);
    append_time(named, anchor_ts);
    append_varint(named, occurrence);
    return hash_bytes_128(named);
}

std::uint64_t digest(const verdict& value)
{
    std::string bytes;
    append_settled(bytes, value, value.rule_hash, value.pack);
    return hash_bytes(bytes);
}

std::uint64_t content_digest(const verdict& value)
{
    std::string bytes;
    append_settled(bytes, value, {}, {});
    return hash_bytes(bytes);
}

void append_binary(std::string& out, const verdict& value)
{
    append_byte(out, marks_of(value) == 0 ? verdict_version : verdict_version_marked);
    append_byte(out, static_cast<std::uint8_t>(value.status));
    append_byte(out, static_cast<std::uint8_t>(value.reason));
    append_varint(out, value.revision);
    append_settled(out, value, value.rule_hash, value.pack);
}

std::optional<verdict> read_verdict(std::string_view bytes)
{
    binary_reader in(bytes);
    const std::uint8_t version = in.byte();
    if (version != verdict_version && version != verdict_version_marked) {
        return std::nullopt;
    }
    verdict value;
    value.status = in.enumerator(verdict_status::retracted);
    value.reason = in.enumerator(revision_reason::recalled);
    value.revision = in.varint32();
    for (std::uint8_t& byte : value.id) {
        byte = in.byte();
    }
    value.rule = in.string();
    value.rule_hash = in.string();
    value.pack = in.string();
    value.level = in.enumerator(rules::level::critical);
    value.category = in.enumerator(rules::category::compliance);
    value.mode = in.enumerator(rules::mode::off);
    value.review_required = in.boolean();
    value.points = in.signed32();
    for (std::string* each :
         {&value.tenant,
          &value.platform,
          &value.shop,
          &value.group,
          &value.agent,
          &value.conversation,
          &value.session,
          &value.anchor}) {
        *each = in.string();
    }
    value.anchor_ts = in.time();
    value.decided_at = in.time();
    value.receipt = read_receipt(in);
    const std::uint8_t marks = version == verdict_version_marked ? in.byte() : 0;
    value.receipt.evasion = (marks & mark_evasion) != 0;
    if ((marks & mark_due) != 0) {
        value.receipt.due = in.time();
    }
    if (!in.finished()) {
        return std::nullopt;
    }
    return value;
}

} // namespace chatqc::engine
