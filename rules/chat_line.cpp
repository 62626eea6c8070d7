// One line of a test's chat. Grammar:
//   line   = time blank (speech / event)
//   speech = who ["->" name] [blank text]           text may be "<image>", "<emoji> …" for another kind
//   event  = name [blank who] [blank "#" n] *(blank key "=" value) [blank text of an edit]
//   who    = "customer" / "agent" / "assist" / "bot" / "autoreply" / "system" / name of an agent / "assist:"
//   name
#include "rules/test_case.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

// Takes the first word off `rest`.
std::string_view take_word(std::string_view& rest)
{
    rest = trimmed(rest);
    const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
    rest = trimmed(rest.substr(word.size()));
    return word;
}

// "A->B" into A and B; `to` stays empty without an arrow.
void split_arrow(std::string_view word, std::string& from, std::string& to)
{
    const std::size_t arrow = word.find("->");
    from = std::string(word.substr(0, arrow));
    to = arrow == std::string_view::npos ? "" : std::string(word.substr(arrow + 2));
}

bool is_name(std::string_view word)
{
    return !word.empty() && word.size() <= 128 && word.find_first_of("<>#=:") == std::string_view::npos;
}

// "<image>" at the start of the text.
std::string take_kind(std::string_view& text, test_message& to)
{
    const std::size_t close = text.starts_with('<') ? text.find('>') : std::string_view::npos;
    if (close == std::string_view::npos)
        return {};
    const auto found = kind_of(text.substr(1, close - 1));
    if (!found)
        return {}; // a text that happens to begin with <
    if (*found == kind::event)
        return "an event is written by its name: `60s close`";
    to.kind = *found;
    text = trimmed(text.substr(close + 1));
    return {};
}

std::string parse_speech(std::string_view who, std::string_view text, test_message& to)
{
    std::string name;
    split_arrow(who, name, to.to);
    const bool has_arrow = who.find("->") != std::string_view::npos;
    if (name.starts_with("assist:")) {
        to.role = role::assist;
        to.sender = name.substr(7);
    } else if (const auto known = role_of(name)) {
        to.role = *known;
        if (*known == role::agent || *known == role::assist)
            to.sender = "agent";
    } else {
        to.role = role::agent;
        to.sender = name;
    }
    if (has_arrow && (to.role != role::customer || !is_name(to.to)))
        return "only `customer->NAME` and `transfer A->B` have an arrow";
    if ((to.role == role::agent || to.role == role::assist) && !is_name(to.sender))
        return "`" + name + "` is no name of an agent";
    if (std::string problem = take_kind(text, to); !problem.empty())
        return problem;
    if (text.empty() && to.kind == kind::text)
        return "the message has no text";
    if (text.size() > bounds.message_bytes_max)
        return "the message is longer than 64 KiB";
    to.text = std::string(text);
    return {};
}

// "#2": the second line of the chat.
std::string parse_ref(std::string_view& rest, const std::vector<test_message>& lines, test_message& to)
{
    const std::string_view word = take_word(rest);
    const auto number = word.starts_with('#') ? integer_of(word.substr(1)) : std::nullopt;
    if (!number || *number < 1 || static_cast<std::size_t>(*number) > lines.size())
        return "`recall` and `edit` name an earlier line of the chat by its number: `#1` is the first";
    to.ref = static_cast<std::size_t>(*number) - 1;
    to.role = lines[*to.ref].role;
    to.sender = lines[*to.ref].sender;
    if (to.event == event::edit) {
        to.text = std::string(rest);
        rest = {};
        return to.text.empty() ? "`edit` needs the new text" : "";
    }
    return {};
}

std::string parse_people(std::string_view& rest, test_message& to)
{
    const std::size_t space = rest.find_first_of(" \t");
    const std::string_view next = rest.substr(0, space);
    const bool named = !next.empty() && next.find('=') == std::string_view::npos;
    if (to.event == event::transfer) {
        if (named)
            split_arrow(take_word(rest), to.sender, to.to);
        return is_name(to.sender) && is_name(to.to) ? "" : "write `transfer A->B`";
    }
    if (to.event == event::assign) {
        if (named)
            to.to = std::string(take_word(rest));
        return is_name(to.to) ? "" : "write `assign A`";
    }
    if (named) {
        to.role = role::agent;
        to.sender = std::string(take_word(rest));
        return is_name(to.sender) ? "" : "`" + to.sender + "` is no name of an agent";
    }
    return {};
}

std::string parse_event(std::string_view rest, const std::vector<test_message>& lines, test_message& to)
{
    to.kind = kind::event;
    to.role = role::system;
    const bool about_message = to.event == event::recall || to.event == event::edit;
    std::string problem = about_message ? parse_ref(rest, lines, to) : parse_people(rest, to);
    if (!problem.empty())
        return problem;
    while (!rest.empty()) {
        const std::string_view word = take_word(rest);
        const std::size_t equals = word.find('=');
        if (equals == 0 || equals == std::string_view::npos)
            return "after an event stand `key=value` pairs, found `" + std::string(word) + "`";
        to.attrs.emplace_back(std::string(word.substr(0, equals)), std::string(word.substr(equals + 1)));
    }
    std::sort(to.attrs.begin(), to.attrs.end());
    return {};
}

} // namespace

std::string parse_chat_line(std::string_view line, const std::vector<test_message>& lines, test_message& to)
{
    std::string_view rest = line;
    const std::string_view time = take_word(rest);
    const auto at = duration_of(time);
    if (!at)
        return "a line begins with a time and its unit, `20s`, found `" + std::string(time) + "`";
    to.at = *at;
    if (!lines.empty() && to.at < lines.back().at)
        return "the time lies before the line above";
    const std::string_view who = take_word(rest);
    if (who.empty())
        return "after the time stands who speaks, or an event";
    if (const auto found = event_of(who)) {
        to.event = *found;
        return parse_event(rest, lines, to);
    }
    return parse_speech(who, rest, to);
}

} // namespace chatqc::rules
