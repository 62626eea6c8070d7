#include "engine/json_text.h"
#include "engine/verdict.h"

namespace chatqc::engine {

namespace {

// One JSON object under construction: writes the commas and keys in call order. Keys are plain ASCII names.
class object_writer {
public:
    explicit object_writer(std::string& out) : out_(out) { out_.push_back('{'); }

    std::string& key(std::string_view name)
    {
        if (!first_) {
            out_.push_back(',');
        }
        first_ = false;
        out_.push_back('"');
        out_.append(name);
        out_.append("\":");
        return out_;
    }

    void text(std::string_view name, std::string_view value) { append_json_string(key(name), value); }

    // Leaves an absent value out.
    void text_if_any(std::string_view name, std::string_view value)
    {
        if (!value.empty()) {
            text(name, value);
        }
    }

    void number(std::string_view name, std::int64_t value) { append_json_integer(key(name), value); }

    void time(std::string_view name, time_point value) { number(name, value.time_since_epoch().count()); }

    void boolean(std::string_view name, bool value) { key(name).append(value ? "true" : "false"); }

    void close() { out_.push_back('}'); }

private:
    std::string& out_;
    bool first_ = true;
};

void append_wait(std::string& out, const wait_receipt& value)
{
    object_writer object(out);
    object.text("profile", value.profile);
    object.text("round", value.round);
    object.time("opened", value.opened);
    if (value.deadline) {
        object.time("deadline", *value.deadline);
    }
    if (value.replied) {
        object.time("replied", *value.replied);
    }
    object.text_if_any("reply", value.reply);
    if (value.limit) {
        object.number("limit", value.limit->count());
    }
    if (value.duration) {
        object.number("duration", value.duration->count());
    }
    object.number("paused", value.paused.count());
    object.close();
}

void append_span(std::string& out, const span& value)
{
    object_writer object(out);
    object.text("message", value.message);
    object.number("begin", value.begin);
    object.number("end", value.end);
    object.text("phrase", value.phrase);
    object.boolean("disguised", value.disguised);
    object.close();
}

void append_texts(std::string& out, const std::vector<std::string>& texts)
{
    out.push_back('[');
    for (const std::string& each : texts) {
        if (&each != &texts.front()) {
            out.push_back(',');
        }
        append_json_string(out, each);
    }
    out.push_back(']');
}

void append_receipt(std::string& out, const receipt& value)
{
    object_writer object(out);
    append_texts(object.key("messages"), value.messages);
    if (!value.spans.empty()) {
        object.key("spans").push_back('[');
        for (const span& each : value.spans) {
            if (&each != &value.spans.front()) {
                out.push_back(',');
            }
            append_span(out, each);
        }
        out.push_back(']');
    }
    if (value.wait) {
        append_wait(object.key("wait"), *value.wait);
    }
    if (value.count) {
        object.number("count", *value.count);
    }
    if (value.similarity) {
        object.number("similarity", *value.similarity);
    }
    if (value.due) {
        object.time("due", *value.due);
    }
    object.text_if_any("version", value.version);
    if (!value.recalled.empty()) {
        append_texts(object.key("recalled"), value.recalled);
    }
    if (value.evasion) {
        object.boolean("evasion", true);
    }
    object.close();
}

// 0-15 of a hexadecimal digit, or -1.
int digit_of(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

} // namespace

std::string_view name_of(verdict_status value)
{
    switch (value) {
    case verdict_status::provisional:
        return "provisional";
    case verdict_status::final_:
        return "final";
    case verdict_status::retracted:
        return "retracted";
    }
    return "";
}

std::string_view name_of(revision_reason value)
{
    switch (value) {
    case revision_reason::none:
        return "";
    case revision_reason::completed:
        return "completed";
    case revision_reason::late_message:
        return "late_message";
    case revision_reason::edited:
        return "edited";
    case revision_reason::recalled:
        return "recalled";
    }
    return "";
}

std::string to_hex(const verdict_id& id)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    hex.reserve(id.size() * 2);
    for (const std::uint8_t byte : id) {
        hex.push_back(digits[byte >> 4]);
        hex.push_back(digits[byte & 0xf]);
    }
    return hex;
}

std::optional<verdict_id> verdict_id_of(std::string_view hex)
{
    verdict_id id{};
    if (hex.size() != id.size() * 2) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < id.size(); ++i) {
        const int high = digit_of(hex[2 * i]);
        const int low = digit_of(hex[2 * i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        id[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return id;
}

void append_json(std::string& out, const verdict& value, verdict_view view)
{
    object_writer object(out);
    object.text("id", to_hex(value.id));
    object.text("status", name_of(value.status));
    object.text("rule", value.rule);
    object.text("rule_hash", value.rule_hash);
    object.text("pack", value.pack);
    object.text("level", rules::name_of(value.level));
    object.text("category", rules::name_of(value.category));
    object.number("points", value.points);
    object.text("mode", rules::name_of(value.mode));
    object.text("review", value.review_required ? "required" : "auto");
    object.text("tenant", value.tenant);
    object.text_if_any("platform", value.platform);
    object.text_if_any("shop", value.shop);
    object.text_if_any("group", value.group);
    object.text("agent", value.agent);
    object.text("conversation", value.conversation);
    object.text("session", value.session);
    object.text("anchor", value.anchor);
    object.time("anchor_ts", value.anchor_ts);
    object.time("decided_at", value.decided_at);
    append_receipt(object.key("receipt"), value.receipt);
    if (view == verdict_view::full) {
        object.number("revision", value.revision);
        object.text_if_any("reason", name_of(value.reason));
    }
    object.close();
}

} // namespace chatqc::engine
