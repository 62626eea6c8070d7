#include "tests/storage/store_model.h"

#include <algorithm>

namespace chatqc::test {

namespace {

constexpr std::size_t names_of_each = 4; // conversations, agents, shops, rules

std::string numbered(const char* what, std::uint64_t number)
{
    return what + std::to_string(number);
}

std::string any(random& dice, const char* what)
{
    return numbered(what, dice.below(names_of_each));
}

// A section of the text: a name, then its lines.
void append_section(std::string& text, const std::string& name, const std::vector<std::string>& lines)
{
    text += "# " + name + "\n";
    for (const std::string& line : lines) {
        text += line + "\n";
    }
}

std::string line_of(const engine::segment& value)
{
    std::string line = value.conversation + " " + value.session->session;
    for (const engine::stored_message& message : value.messages) {
        line += " " + std::to_string(message.where.block) + ":" + std::to_string(message.where.offset);
    }
    return line;
}

std::string line_of(const storage::journal_block& block)
{
    return std::to_string(block.sequence) + " " + std::to_string(block.messages) + " " +
           std::to_string(std::hash<std::string_view>{}(block.bytes()));
}

// One listing a value of each dimension, so that every index row is looked at.
using lister = std::function<std::vector<std::string>(const storage::verdict_query&)>;

void append_listings(std::string& text, const lister& list)
{
    for (std::uint64_t number = 0; number < names_of_each; ++number) {
        for (const char* what : {"agent", "shop", "rule", "c"}) {
            const std::string name = numbered(what, number);
            storage::verdict_query query;
            query.tenant = "default";
            query.with_retracted = true;
            query.newest_first = false;
            query.limit = 1000;
            (what[0] == 'a'   ? query.agent
             : what[0] == 's' ? query.shop
             : what[0] == 'r' ? query.rule
                              : query.conversation) = name;
            append_section(text, name, list(query));
        }
    }
}

bool matches(const engine::verdict& value, const storage::verdict_query& query)
{
    const auto same = [](const std::string& wanted, const std::string& is) {
        return wanted.empty() || wanted == is;
    };
    return same(query.agent, value.agent) && same(query.shop, value.shop) && same(query.rule, value.rule) &&
           same(query.conversation, value.conversation);
}

bool is_before(const engine::verdict& a, const engine::verdict& b)
{
    return std::pair(a.decided_at, a.id) < std::pair(b.decided_at, b.id);
}

} // namespace

sample_verdict store_model::random_verdict(random& dice) const
{
    sample_verdict made;
    made.conversation = any(dice, "c");
    made.rule = any(dice, "rule");
    made.anchor = any(dice, "m");
    made.agent = any(dice, "agent");
    made.shop = any(dice, "shop");
    made.session = any(dice, "m");
    made.decided = day_start + static_cast<std::int64_t>(dice.below(1000));
    made.status = dice.chance(20) ? engine::verdict_status::retracted : engine::verdict_status::final_;
    made.revision = static_cast<std::uint32_t>(feed_.size());
    return made;
}

store_model::step store_model::next(random& dice, storage::store& into) const
{
    step made;
    if (dice.chance(10)) {
        made.note = numbered("note ", steps_);
        return made;
    }
    if (dice.chance(10)) {
        made.checkpoint = 1 + steps_;
        return made;
    }
    std::vector<sample_message> messages;
    for (std::uint64_t left = 1 + dice.below(8); left > 0; --left) {
        messages.push_back({.id = numbered("m", left), .padding = dice.below(9000)});
    }
    const sample_block block(into.next_block(), messages);
    made.batch.blocks = {block.block};
    for (std::uint64_t left = dice.below(4); left > 0; --left) {
        made.batch.verdicts.push_back({verdict_of(random_verdict(dice))});
    }
    if (dice.chance(60)) {
        const sample_session session{
            .conversation = any(dice, "c"), .session = any(dice, "m"), .places = block.places};
        made.batch.segments.push_back(write_of(segment_of(session)));
    }
    if (dice.chance(60)) {
        made.batch.rows.push_back({1, any(dice, "c"), dice.chance(40) ? "" : numbered("row ", steps_)});
    }
    return made;
}

bool store_model::take(storage::store& into, const step& what)
{
    if (!what.note.empty()) {
        return static_cast<bool>(into.put_note("note", what.note));
    }
    if (what.checkpoint != 0) {
        return static_cast<bool>(into.put_checkpoint(what.checkpoint));
    }
    return static_cast<bool>(into.commit(what.batch));
}

void store_model::take(const step& what)
{
    ++steps_;
    note_ = what.note.empty() ? note_ : what.note;
    checkpoint_ = what.checkpoint == 0 ? checkpoint_ : what.checkpoint;
    for (const engine::checkpoint_row_change& each : what.batch.rows) {
        rows_[each.conversation] = each.row;
    }
    for (const storage::journal_block& block : what.batch.blocks) {
        blocks_.push_back(line_of(block));
    }
    for (const storage::verdict_write& each : what.batch.verdicts) {
        feed_.push_back(json_of(each.value));
        verdicts_[engine::to_hex(each.value.id)] = each.value;
    }
    for (const storage::segment_write& write : what.batch.segments) {
        for (const engine::segment& each : write.put) {
            segments_[each.conversation + " " + each.session->session] = each;
        }
    }
}

std::string store_model::text() const
{
    std::string text;
    append_section(text, "blocks", blocks_);
    append_section(text, "feed", feed_);
    std::vector<engine::verdict> sorted;
    for (const auto& [id, value] : verdicts_) {
        sorted.push_back(value);
    }
    std::sort(sorted.begin(), sorted.end(), is_before);
    append_listings(text, [&](const storage::verdict_query& query) {
        std::vector<std::string> lines;
        for (const engine::verdict& value : sorted) {
            if (matches(value, query)) {
                lines.push_back(json_of(value));
            }
        }
        return lines;
    });
    std::vector<std::string> segments;
    for (const auto& [name, value] : segments_) {
        segments.push_back(line_of(value));
    }
    append_section(text, "segments", segments);
    std::vector<std::string> rows;
    for (const auto& [conversation, row] : rows_) {
        if (!row.empty()) {
            rows.push_back(row);
        }
    }
    append_section(text, "checkpoint", rows);
    append_section(text, "named", {note_, std::to_string(checkpoint_)});
    return text;
}

std::string store_model::text_of(storage::store& stored)
{
    std::string text;
    std::vector<std::string> lines;
    REQUIRE(stored.scan_journal(0, [&](const storage::journal_block& block) {
        lines.push_back(line_of(block));
        return true;
    }));
    append_section(text, "blocks", lines);
    lines.clear();
    for (const storage::feed_entry& each : stored.feed_after(0, 100'000)) {
        CHECK(each.position == lines.size() + 1);
        lines.push_back(json_of(std::get<engine::verdict>(each.what)));
    }
    CHECK(stored.last_feed_position() == lines.size());
    append_section(text, "feed", lines);
    append_listings(text, [&](const storage::verdict_query& query) {
        const auto page = stored.query(query);
        REQUIRE(page);
        std::vector<std::string> found;
        for (const engine::verdict& value : page.value->verdicts) {
            const auto by_id = stored.verdict("default", value.id);
            REQUIRE(by_id);
            CHECK(json_of(*by_id) == json_of(value));
            found.push_back(json_of(value));
        }
        return found;
    });
    lines.clear();
    for (std::uint64_t number = 0; number < names_of_each; ++number) {
        for (const engine::segment& each : stored.segments(1, numbered("c", number))) {
            CHECK(stored.session_ended(1, each.conversation, each.session->session));
            std::string records;
            std::vector<engine::position> places;
            for (const engine::stored_message& message : each.messages) {
                places.push_back(message.where);
            }
            CHECK(stored.read(places, records));
            lines.push_back(line_of(each));
        }
    }
    append_section(text, "segments", lines);
    lines.clear();
    REQUIRE(stored.scan_checkpoint([&](std::string_view row) {
        lines.emplace_back(row);
        return true;
    }));
    append_section(text, "checkpoint", lines);
    append_section(
        text, "named", {stored.note("note").value_or(""), std::to_string(stored.checkpoint().value_or(0))}
    );
    return text;
}

} // namespace chatqc::test
