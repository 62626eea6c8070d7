// Phrase lists: inline, from a file of the pack, or written where a rule uses them.
#include "rules/draft.h"

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>

namespace chatqc::rules {

namespace {

// Collects phrases of one list and reports the useless ones.
class phrase_sink {
public:
    phrase_sink(phrase_list& list, reporter& report, std::size_t expected = 0) : list_(list), report_(report)
    {
        const std::size_t most = std::min<std::size_t>(expected, bounds.phrases_max);
        list_.phrases.reserve(most);
        seen_.reserve(most);
    }

    // `phrase` must outlive the sink.
    void add(const source_text& source, std::size_t begin, std::size_t end, std::string_view phrase)
    {
        const auto say = [&](code what, std::string message, std::string help = {}) {
            report_.add(what, source, begin, end, std::move(message), std::move(help));
        };
        if (trimmed(phrase).empty())
            return say(code::bad_value, "a phrase is empty");
        if (phrase.size() > bounds.phrase_bytes_max)
            return say(
                code::too_large,
                "a phrase is longer than " + std::to_string(bounds.phrase_bytes_max) + " bytes"
            );
        if (list_.phrases.size() >= bounds.phrases_max) {
            if (!full_)
                say(code::too_large,
                    "a list holds at most " + std::to_string(bounds.phrases_max) + " phrases");
            full_ = true;
            return;
        }
        if (!seen_.insert(phrase).second)
            return say(
                code::duplicate_phrase,
                "`" + std::string(phrase) + "` stands twice in the list `" + list_.name + "`"
            );
        list_.phrases.emplace_back(phrase);
    }

    void add(const node& from) { add(*from.source, from.begin, from.end, from.text); }

private:
    phrase_list& list_;
    reporter& report_;
    boost::unordered_flat_set<std::string_view> seen_;
    bool full_ = false;
};

// Lines of a list file: one phrase a line, `#` at the start or after a blank begins a comment.
void add_lines(const source_text& source, phrase_sink& sink)
{
    const std::string& text = source.text();
    std::size_t start = 0;
    while (start < text.size()) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        std::string_view line = std::string_view(text).substr(start, end - start);
        std::size_t comment = line.starts_with('#') ? 0 : line.find(" #");
        if (const std::size_t tab = line.find("\t#"); tab < comment)
            comment = tab;
        const std::string_view phrase = trimmed(line.substr(0, comment));
        if (!phrase.empty()) {
            const auto begin = static_cast<std::size_t>(phrase.data() - text.data());
            sink.add(source, begin, begin + phrase.size(), phrase);
        }
        start = end + 1;
    }
}

bool has_own_meaning(std::string_view name)
{
    return name == "ack" || name == "asks" || name == "wait" || name == "negation" ||
           name == "approved_snippets";
}

} // namespace

place place_of(const node& at, std::string& line)
{
    place result = place_of(at);
    line = shown_line(*at.source, result.line);
    return result;
}

std::optional<pattern_index> draft::use_pattern(const node& from, reporter& report, bool shapes, bool letters)
{
    const auto text = read_text(from, report);
    if (!text)
        return std::nullopt;
    if (text->empty()) {
        report_at(report, code::bad_value, from, "the expression is empty");
        return std::nullopt;
    }
    if (text->size() > bounds.pattern_bytes_max) {
        const std::string most = std::to_string(bounds.pattern_bytes_max);
        report_at(
            report,
            code::too_large,
            from,
            "an expression has at most " + most + " bytes",
            "use a list file for words"
        );
        return std::nullopt;
    }
    const expression written{*text, shapes, letters};
    const auto [known, is_new] =
        pattern_of.try_emplace(written, static_cast<pattern_index>(set.patterns.size()));
    if (is_new) {
        set.patterns.push_back(written);
        pattern_use use{written, {}, {}};
        use.where = place_of(from, use.line);
        patterns.push_back(std::move(use));
    }
    return known->second;
}

pack_lists::pack_lists(const pack_document& pack, draft& out, reporter& report)
    : pack_(pack), out_(out), report_(report)
{
    for (const auto& tree : pack.trees)
        out.lists_of.emplace(tree->source.get(), this);
    for (const named_node& each : pack.lists)
        declare(each);
}

void pack_lists::declare(const named_node& from)
{
    const std::size_t errors = report_.errors();
    declared made;
    made.key = from.key;
    made.list.name = from.name;
    read_identifier(*from.key, report_, "a list's name");
    fields keys(*from.value, report_, "a list");
    if (keys.is_map()) {
        const node* phrases = keys.find("phrases");
        const node* file = keys.find("file");
        keys.boolean("homophones", made.list.homophones);
        keys.boolean("shapes", made.list.shapes);
        keys.boolean("letters", made.list.letters);
        keys.boolean("whole_word", made.list.whole_word);
        keys.boolean("negation", made.list.negation);
        if (phrases == nullptr && file == nullptr)
            report_at(report_, code::missing_key, *from.key, "a list needs `phrases` or `file`");
        if (phrases != nullptr && file != nullptr)
            report_at(report_, code::conflict, *from.key, "a list has `phrases` or `file`, not both");
        phrase_sink sink(made.list, report_);
        if (phrases != nullptr)
            for (const node* each : read_texts(*phrases, report_))
                sink.add(*each);
        else if (file != nullptr)
            read_file(*file, made.list);
        if ((made.list.shapes || made.list.letters) &&
            made.list.phrases.size() > bounds.rewritten_phrases_max)
            report_at(
                report_,
                code::too_large,
                *from.key,
                "a list with `shapes` or `letters` holds at most " +
                    std::to_string(bounds.rewritten_phrases_max) + " phrases",
                "keep the words that are worth disguising in a list of their own"
            );
        if (made.list.phrases.empty() && report_.errors() == errors)
            report_at(report_, code::bad_value, *from.key, "the list `" + from.name + "` is empty");
        keys.finish();
    }
    lists_.emplace(from.name, std::move(made));
}

void pack_lists::read_file(const node& name, phrase_list& to)
{
    if (!read_text(name, report_))
        return;
    const auto found = pack_.texts.find(name.text);
    if (found == pack_.texts.end()) {
        std::vector<std::string> known;
        for (const auto& [path, source] : pack_.texts)
            known.push_back(path);
        const std::string help = did_you_mean(name.text, known, "the path begins at the pack's folder");
        report_at(report_, code::missing_file, name, "the pack has no file `" + name.text + "`", help);
        return;
    }
    const source_text& source = *found->second;
    std::size_t valid = 0;
    if (source.text().size() > bounds.list_bytes_max) {
        const std::string most = std::to_string(bounds.list_bytes_max >> 20U);
        report_at(report_, code::too_large, name, "the list file is larger than " + most + " MiB");
    } else if (!is_valid_utf8(source.text(), &valid)) {
        report_.add(
            code::bad_utf8, source, valid, valid + 1, "not valid UTF-8 from here on", "save the file as UTF-8"
        );
    } else {
        const auto lines = std::count(source.text().begin(), source.text().end(), '\n');
        phrase_sink sink(to, report_, static_cast<std::size_t>(lines) + 1);
        add_lines(source, sink);
    }
}

list_index pack_lists::add(phrase_list list)
{
    list.name = pack_.name + "/" + list.name;
    out_.set.lists.push_back(std::move(list));
    return static_cast<list_index>(out_.set.lists.size() - 1);
}

std::optional<list_index> pack_lists::use(const node& name)
{
    if (!read_text(name, report_))
        return std::nullopt;
    if (pack_lists* const owner = out_.lists_of.at(name.source); owner != this)
        return owner->use(name);
    if (const auto found = use_if_defined(name.text))
        return found;
    std::vector<std::string> known;
    for (const auto& [each, list] : lists_)
        known.push_back(each);
    const std::string help = did_you_mean(name.text, known, "define it under `lists:`");
    report_at(report_, code::unknown_name, name, "no list is called `" + name.text + "`", help);
    return std::nullopt;
}

std::optional<list_index> pack_lists::use_if_defined(std::string_view name)
{
    const auto found = lists_.find(name);
    if (found == lists_.end())
        return std::nullopt;
    if (!found->second.used)
        found->second.used = add(std::move(found->second.list));
    return found->second.used;
}

std::optional<list_index> pack_lists::use_inline(const node& phrases, std::string_view owner, bool whole_word)
{
    phrase_list list;
    const unsigned number = ++inline_count_[std::string(owner)];
    list.name = std::string(owner) + "#" + std::to_string(number);
    list.whole_word = whole_word;
    phrase_sink sink(list, report_);
    for (const node* each : read_texts(phrases, report_))
        sink.add(*each);
    if (list.phrases.empty()) {
        report_at(report_, code::bad_value, phrases, "the list of phrases is empty");
        return std::nullopt;
    }
    return add(std::move(list));
}

void pack_lists::warn_unused()
{
    for (const auto& [name, each] : lists_)
        if (!each.used && !has_own_meaning(name))
            report_at(
                report_, code::unused_list, *each.key, "no rule reads the list `" + name + "`", "remove it"
            );
}

const phrase_list* pack_lists::find(std::string_view name) const
{
    const auto found = lists_.find(name);
    return found == lists_.end() ? nullptr : &found->second.list;
}

} // namespace chatqc::rules
