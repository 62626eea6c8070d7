#include "app/verify_command.h"

#include "app/printable.h"
#include "app/progress.h"
#include "app/units.h"
#include "engine/json_text.h"
#include "engine/time/calendar.h"

#include <fmt/format.h>

#include <iterator>
#include <ostream>

namespace chatqc::app {

namespace {

constexpr int expired_evidence = 3;
constexpr int damaged_evidence = 4;

int complain(std::ostream& errors, const std::string& sentence)
{
    errors << "chatqc verify: " << sentence << "\n";
    return 2;
}

std::string_view name_of(verify_difference::kind value)
{
    switch (value) {
    case verify_difference::kind::changed:
        return "changed";
    case verify_difference::kind::missing:
        return "missing";
    case verify_difference::kind::extra:
        return "extra";
    case verify_difference::kind::session:
        return "session";
    }
    return "";
}

void append_member(std::string& out, std::string_view key, std::uint64_t value)
{
    out += fmt::format("\"{}\":{},", key, value);
}

void append_member(std::string& out, std::string_view key, std::string_view value)
{
    out += fmt::format("\"{}\":", key);
    engine::append_json_string(out, clean_utf8(value));
    out += ',';
}

// "3-5, 9"
std::string ranges_of(const std::set<std::uint64_t>& blocks)
{
    std::string text;
    for (auto first = blocks.begin(); first != blocks.end();) {
        auto last = first;
        while (std::next(last) != blocks.end() && *std::next(last) == *last + 1)
            ++last;
        text += fmt::format("{}{}", text.empty() ? "" : ", ", *first);
        if (last != first)
            text += fmt::format("-{}", *last);
        first = std::next(last);
    }
    return text;
}

void append_difference(std::string& out, const verify_difference& one)
{
    out += '{';
    append_member(out, "kind", name_of(one.what));
    append_member(out, "tenant", one.tenant);
    append_member(out, "conversation", one.conversation);
    append_member(out, "session", one.session);
    if (!one.verdict.empty())
        append_member(out, "verdict", one.verdict);
    append_member(out, "sentence", one.sentence);
    out.back() = '}';
    out += ',';
}

// False, with a sentence, if an option means nothing.
bool read_scope(const verify_options& options, verify_scope& scope, std::string& problem)
{
    scope.tenant = options.tenant;
    scope.differences_max = options.differences;
    if (!options.verdict.empty() && !(scope.verdict = engine::verdict_id_of(options.verdict)))
        problem = "--verdict must be the 32 hexadecimal digits of an id, not \"" + options.verdict + "\"";
    if (!options.day.empty() && !(scope.day = engine::day_of(options.day)))
        problem = "--day must be a day such as 2025-11-11, not \"" + options.day + "\"";
    return problem.empty();
}

} // namespace

std::string verify_text(const verify_result& result)
{
    const auto equal = result.verdicts - result.changed - result.extra;
    auto text = fmt::format(
        "{} sessions recomputed, {} stored verdicts: {} equal, {} changed, {} missing, {} extra; "
        "{} sessions differ\n",
        grouped(result.sessions),
        grouped(result.verdicts),
        grouped(equal),
        grouped(result.changed),
        grouped(result.missing),
        grouped(result.extra),
        grouped(result.sessions_changed)
    );
    if (result.expired_sessions > 0)
        text += fmt::format(
            "{} sessions with {} verdicts cannot be recomputed: their messages have been removed\n",
            grouped(result.expired_sessions),
            grouped(result.expired_verdicts)
        );
    if (!result.damaged_blocks.empty())
        text += fmt::format(
            "{} sessions with {} verdicts are passed over: damaged is journal block {}\n",
            grouped(result.damaged_sessions),
            grouped(result.damaged_verdicts),
            ranges_of(result.damaged_blocks)
        );
    if (result.undecided > 0)
        text += fmt::format(
            "{} sessions were cut at their longest and wait for the one that follows\n",
            grouped(result.undecided)
        );
    for (const auto& one : result.first)
        text += printable(one.sentence, 2000) + "\n";
    if (result.differences() > result.first.size())
        text += fmt::format("and {} more\n", grouped(result.differences() - result.first.size()));
    return text;
}

std::string verify_json(const verify_result& result)
{
    std::string out = "{";
    append_member(out, "sessions", result.sessions);
    append_member(out, "verdicts", result.verdicts);
    append_member(out, "changed", result.changed);
    append_member(out, "missing", result.missing);
    append_member(out, "extra", result.extra);
    append_member(out, "sessions_changed", result.sessions_changed);
    append_member(out, "expired_sessions", result.expired_sessions);
    append_member(out, "expired_verdicts", result.expired_verdicts);
    append_member(out, "damaged_sessions", result.damaged_sessions);
    append_member(out, "damaged_verdicts", result.damaged_verdicts);
    append_member(out, "damaged_blocks", ranges_of(result.damaged_blocks));
    append_member(out, "undecided", result.undecided);
    out += "\"differences\":[";
    for (const auto& one : result.first)
        append_difference(out, one);
    if (out.back() == ',')
        out.pop_back();
    return out + "]}\n";
}

int verify_status(const verify_result& result)
{
    if (result.differences() > 0)
        return 1;
    if (!result.damaged_blocks.empty())
        return damaged_evidence;
    return result.expired_sessions > 0 ? expired_evidence : 0;
}

int run_verify(const verify_options& options, std::ostream& out, std::ostream& errors)
{
    verify_scope scope;
    std::string problem;
    if (!read_scope(options, scope, problem))
        return complain(errors, problem);
    const auto opened = storage::store::open({.path = options.data, .read_only = true});
    if (!opened)
        return complain(errors, opened.error.message);
    auto& stored = **opened.value;
    const auto units = kept_units(stored, nullptr);
    if (!units.problem.empty())
        return complain(errors, units.problem);
    if (units.log.empty())
        return complain(errors, options.data + " holds no rules: no server has judged anything there");
    errors << units.warnings;
    progress_line progress;
    const auto result = verify_store(stored, units.log, scope, [&](std::uint64_t sessions) {
        if (progress.is_due())
            progress.show(grouped(sessions) + " sessions");
    });
    progress.clear();
    if (!result)
        return complain(errors, result.error.message);
    out << (options.json ? verify_json(*result.value) : verify_text(*result.value));
    return verify_status(*result.value);
}

} // namespace chatqc::app
