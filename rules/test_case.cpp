#include "rules/test_case.h"

#include "rules/fields.h"
#include "rules/profiles.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

class test_reader {
public:
    test_reader(const node& from, const std::string& pack, const test_context& context, reporter& report)
        : keys_(from, report, "a test"), context_(context), report_(report)
    {
        result_.pack = pack;
        result_.where = place_of(from);
        result_.start = *local_time_of("2025-01-06 10:00");
    }

    std::optional<test_case> read()
    {
        const std::size_t errors = report_.errors();
        if (!keys_.is_map())
            return std::nullopt;
        if (const node* name = keys_.need("name")) {
            result_.name = read_text(*name, report_).value_or("");
            result_.where = place_of(*name);
        }
        read_start();
        keys_.text("platform", result_.platform);
        keys_.text("shop", result_.shop);
        keys_.text("group", result_.group);
        read_chat();
        if (const node* expect = keys_.find("expect"))
            read_expect(*expect);
        if (const node* rounds = keys_.find("rounds"))
            read_rounds_list(*rounds);
        if (const node* sessions = keys_.find("sessions"))
            if (const auto count = read_integer(*sessions, report_, 0, 10'000))
                result_.sessions = static_cast<std::uint32_t>(*count);
        read_tags();
        keys_.finish();
        if (!result_.expect && result_.rounds.empty() && !result_.sessions && !result_.tags &&
            report_.errors() == errors)
            report_at(
                report_,
                code::missing_key,
                keys_.at(),
                "the test expects nothing",
                "give `expect`, `rounds`, `sessions` or `tags`"
            );
        return report_.errors() == errors ? std::optional(std::move(result_)) : std::nullopt;
    }

private:
    void read_start()
    {
        const node* start = keys_.find("start");
        const auto text = start == nullptr ? std::nullopt : read_text(*start, report_);
        if (!text)
            return;
        if (const auto value = local_time_of(*text))
            result_.start = *value;
        else
            report_at(
                report_,
                code::bad_value,
                *start,
                "`" + *text + "` is no time of the shop",
                "write \"2025-11-11 10:10:15\""
            );
    }

    void read_tags()
    {
        const node* found = keys_.find("tags");
        if (found == nullptr)
            return;
        std::vector<std::string> known;
        for (const tag& each : context_.set.tags)
            known.push_back(each.name);
        result_.tags.emplace();
        for (const node* each : read_texts(*found, report_))
            if (std::find(known.begin(), known.end(), each->text) == known.end())
                report_at(
                    report_,
                    code::unknown_name,
                    *each,
                    "no rule puts the tag `" + each->text + "`",
                    did_you_mean(each->text, known, "a rule puts it with `tag: " + each->text + "`")
                );
            else
                result_.tags->push_back(each->text);
        std::sort(result_.tags->begin(), result_.tags->end());
    }

    void read_chat()
    {
        const node* chat = keys_.need("chat");
        if (chat == nullptr)
            return;
        if (chat->what != node::kind::sequence) {
            report_at(report_, code::wrong_type, *chat, "`chat` is a list of lines: `- 0s customer 在吗`");
            return;
        }
        if (chat->items.size() > bounds.chat_lines_max) {
            report_at(
                report_,
                code::too_large,
                *chat,
                "more than " + std::to_string(bounds.chat_lines_max) + " lines"
            );
            return;
        }
        for (const node& each : chat->items)
            read_line(each);
    }

    void read_line(const node& from)
    {
        const bool is_long = from.what == node::kind::scalar && from.text.size() > bounds.text_bytes_max;
        if (!is_long && !read_text(from, report_)) // messages may be longer than other texts
            return;
        test_message made;
        made.where = place_of(from);
        const std::string problem = parse_chat_line(from.text, result_.chat, made);
        if (!problem.empty())
            report_at(
                report_,
                code::bad_test,
                from,
                problem,
                "write `0s customer 在吗`, `20s A 您好` or `30s transfer A->B`"
            );
        result_.chat.push_back(std::move(made));
    }

    void read_expect(const node& from)
    {
        result_.expect.emplace();
        if (from.what != node::kind::sequence) {
            report_at(
                report_, code::wrong_type, from, "`expect` is a list; `[]` means that nothing may happen"
            );
            return;
        }
        for (const node& each : from.items) {
            expected_verdict made;
            made.where = place_of(each);
            fields keys(each, report_, "an expected verdict");
            if (!keys.is_map())
                continue;
            if (const node* rule = keys.need("rule"))
                read_rule_id(*rule, made.rule);
            keys.duration("at", made.at, milliseconds(0));
            if (const node* points = keys.find("points"))
                if (const auto value = read_integer(*points, report_, -1'000, 1'000))
                    made.points = static_cast<std::int32_t>(*value);
            if (const node* agent = keys.find("agent"))
                made.agent = read_text(*agent, report_);
            keys.finish();
            result_.expect->push_back(std::move(made));
        }
    }

    void read_rule_id(const node& from, std::string& to)
    {
        const auto text = read_text(from, report_);
        if (!text)
            return;
        to = *text;
        const std::vector<std::string>& ids = context_.rule_ids;
        if (std::binary_search(ids.begin(), ids.end(), to))
            return;
        report_at(
            report_, code::unknown_name, from, "no rule has the id `" + to + "`", did_you_mean(to, ids)
        );
    }

    void read_rounds_list(const node& from)
    {
        if (from.what == node::kind::map)
            return read_rounds(from);
        if (from.what != node::kind::sequence)
            report_at(report_, code::wrong_type, from, "`rounds` is a map or a list of maps");
        for (const node& each : from.items)
            read_rounds(each);
    }

    void read_rounds(const node& from)
    {
        expected_rounds made;
        made.where = place_of(from);
        fields keys(from, report_, "`rounds`");
        if (!keys.is_map())
            return;
        const node* profile = keys.find("profile");
        if (const auto found = find_profile(profile, context_.set, report_))
            made.profile = context_.set.profiles[*found].name;
        if (const node* agent = keys.find("agent"))
            made.agent = read_text(*agent, report_);
        read_count(keys, "in_time", made.in_time);
        read_count(keys, "of", made.of);
        read_count(keys, "unanswered", made.unanswered);
        if (const node* durations = keys.find("durations")) {
            made.durations.emplace();
            for (const node* each : read_texts(*durations, report_))
                made.durations->push_back(
                    read_duration(*each, report_, milliseconds(0)).value_or(milliseconds(0))
                );
        }
        keys.finish();
        result_.rounds.push_back(std::move(made));
    }

    void read_count(fields& keys, std::string_view key, std::optional<std::uint32_t>& to)
    {
        if (const node* found = keys.find(key))
            if (const auto value = read_integer(*found, report_, 0, 1'000'000))
                to = static_cast<std::uint32_t>(*value);
    }

    fields keys_;
    const test_context& context_;
    reporter& report_;
    test_case result_;
};

} // namespace

std::optional<test_case>
read_test(const node& from, const std::string& pack, const test_context& context, reporter& report)
{
    return test_reader(from, pack, context, report).read();
}

} // namespace chatqc::rules
