// The only file that includes yaml-cpp. It throws for bad input; nothing leaves this file.
#include "rules/syntax.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <exception>
#include <map>
#include <set>
#include <sstream>

namespace chatqc::rules {

namespace {

// yaml-cpp quotes single bytes of the file: what is no ASCII becomes a question mark.
std::string readable(std::string text)
{
    for (char& one : text)
        if (static_cast<unsigned char>(one) < 0x20 || static_cast<unsigned char>(one) > 0x7E)
            one = '?';
    return text;
}

// Thrown by the builder to leave yaml-cpp's parser; caught below.
struct stopped {};

// The byte after the closing quote of the quoted text at the start of `rest`; npos if it is not closed.
std::size_t quoted_length(std::string_view rest)
{
    const char quote = rest[0];
    for (std::size_t at = 1; at < rest.size(); ++at) {
        if (rest[at] == '\\' && quote == '"') {
            ++at;
        } else if (rest[at] == quote) {
            if (quote == '"' || rest.substr(at + 1, 1) != "'")
                return at + 1;
            ++at; // '' is a quote inside
        }
    }
    return std::string_view::npos;
}

bool begins_quoted(std::string_view rest)
{
    return !rest.empty() && (rest[0] == '"' || rest[0] == '\'');
}

// Bytes of the token that starts at `begin`: a quoted text to its closing quote, a plain one as far as it
// stands there word for word, else one character.
std::uint32_t token_end(const source_text& source, std::size_t begin, const std::string& value)
{
    const std::string_view rest = std::string_view(source.text()).substr(begin);
    std::size_t length = rest.empty() ? 0 : 1;
    if (begins_quoted(rest))
        length = std::min(quoted_length(rest), rest.size());
    else if (rest.substr(0, value.size()) == value)
        length = std::max<std::size_t>(length, value.size());
    return static_cast<std::uint32_t>(begin + length);
}

class builder : public YAML::EventHandler {
public:
    builder(const source_text& source, reporter& report) : source_(source), report_(report) {}

    node root;

    void OnDocumentStart(const YAML::Mark& mark) override
    {
        if (++documents_ > 1)
            fail(code::bad_yaml, mark, "a file holds one document", "remove the line `---`");
    }

    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        node value = make(node::kind::null, mark);
        value.end = value.begin;
        add(std::move(value), anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        const auto known = anchors_.find(anchor);
        if (known == anchors_.end())
            fail(code::bad_yaml, mark, "an alias stands inside what it names", {});
        if (++aliases_ > bounds.aliases_max)
            fail(code::too_large, mark, "more than " + std::to_string(bounds.aliases_max) + " aliases", {});
        count(known->second.nodes, mark);
        add(known->second.value, YAML::NullAnchor);
    }

    void OnScalar(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value
    ) override
    {
        check_tag(mark, tag);
        node result = make(node::kind::scalar, mark);
        result.quoted = tag == "!";
        const std::string_view rest = std::string_view(source_.text()).substr(result.begin);
        if (result.quoted && begins_quoted(rest) && quoted_length(rest) == std::string_view::npos)
            fail(
                code::bad_yaml, mark, "the quote is not closed", {}
            ); // yaml-cpp takes the end of the file for one
        result.text = value;
        result.end = token_end(source_, result.begin, value);
        add(std::move(result), anchor);
    }

    void OnSequenceStart(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value
    ) override
    {
        check_tag(mark, tag);
        open(node::kind::sequence, mark, anchor);
    }

    void OnSequenceEnd() override { close(); }

    void OnMapStart(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value
    ) override
    {
        check_tag(mark, tag);
        open(node::kind::map, mark, anchor);
    }

    void OnMapEnd() override { close(); }

private:
    struct frame {
        node value;
        YAML::anchor_t anchor;
        std::size_t nodes_before; // of the whole file when it was opened
        std::optional<node> key;  // of a map: read, its value not yet
        std::set<std::string, std::less<>> keys;
    };

    struct anchored {
        node value;
        std::size_t nodes;
    };

    [[noreturn]] void fail(code what, const YAML::Mark& mark, std::string message, std::string help)
    {
        const auto at = offset(mark);
        report_.add(what, source_, at, at + 1, std::move(message), std::move(help));
        throw stopped{};
    }

    static std::size_t offset(const YAML::Mark& mark)
    {
        return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
    }

    void check_tag(const YAML::Mark& mark, const std::string& tag)
    {
        if (!tag.empty() && tag != "?" && tag != "!")
            fail(
                code::bad_yaml,
                mark,
                "YAML tags are not read: `" + tag + "`",
                "every value is plain text: remove the tag"
            );
    }

    void count(std::size_t nodes, const YAML::Mark& mark)
    {
        nodes_ += nodes;
        if (nodes_ > bounds.nodes_max)
            fail(
                code::too_large,
                mark,
                "more than " + std::to_string(bounds.nodes_max) + " values in one file",
                {}
            );
    }

    node make(node::kind what, const YAML::Mark& mark)
    {
        count(1, mark);
        node result;
        result.what = what;
        result.source = &source_;
        result.begin = static_cast<std::uint32_t>(std::min(offset(mark), source_.text().size()));
        result.end = result.begin + 1;
        return result;
    }

    void open(node::kind what, const YAML::Mark& mark, YAML::anchor_t anchor)
    {
        if (stack_.size() >= bounds.depth_max)
            fail(code::too_large, mark, "nested deeper than " + std::to_string(bounds.depth_max), {});
        const std::size_t before = nodes_;
        stack_.push_back({make(what, mark), anchor, before, {}, {}});
    }

    void close()
    {
        frame done = std::move(stack_.back());
        stack_.pop_back();
        if (done.anchor != YAML::NullAnchor)
            anchors_[done.anchor] = {done.value, nodes_ - done.nodes_before};
        place_value(std::move(done.value));
    }

    void add(node value, YAML::anchor_t anchor)
    {
        if (anchor != YAML::NullAnchor)
            anchors_[anchor] = {value, 1};
        place_value(std::move(value));
    }

    void place_value(node value)
    {
        if (stack_.empty()) {
            root = std::move(value);
            return;
        }
        frame& top = stack_.back();
        if (top.value.what == node::kind::sequence) {
            top.value.items.push_back(std::move(value));
            return;
        }
        if (!top.key) {
            top.key = std::move(value);
            return;
        }
        take_entry(top, std::move(value));
    }

    void take_entry(frame& top, node value)
    {
        node key = std::move(*top.key);
        top.key.reset();
        if (key.what != node::kind::scalar) {
            report_at(report_, code::bad_yaml, key, "a key must be plain text", "put the text in quotes");
            return;
        }
        if (!top.keys.insert(key.text).second) {
            report_at(
                report_,
                code::duplicate_key,
                key,
                "the key `" + key.text + "` stands here twice",
                "keep one of them"
            );
            return;
        }
        top.value.entries.push_back({std::move(key), std::move(value)});
    }

    const source_text& source_;
    reporter& report_;
    std::vector<frame> stack_;
    std::map<YAML::anchor_t, anchored> anchors_;
    std::size_t nodes_ = 0;
    std::size_t aliases_ = 0;
    std::size_t documents_ = 0;
};

bool check_bytes(const source_text& source, reporter& report)
{
    if (source.text().size() > bounds.yaml_bytes_max) {
        const std::string most = std::to_string(bounds.yaml_bytes_max >> 20U);
        report.add(
            {code::too_large,
             "larger than " + most + " MiB",
             "put long lists into files of their own",
             {source.name(), 0, 0, 1},
             {}}
        );
        return false;
    }
    std::size_t valid = 0;
    if (is_valid_utf8(source.text(), &valid))
        return true;
    report.add(
        code::bad_utf8, source, valid, valid + 1, "not valid UTF-8 from here on", "save the file as UTF-8"
    );
    return false;
}

std::string help_for(const std::string& problem)
{
    if (problem.find("illegal map value") != std::string::npos)
        return "a text that holds `: ` must stand in quotes";
    if (problem.find("end of map flow") != std::string::npos ||
        problem.find("end of sequence flow") != std::string::npos)
        return "a text that holds , [ ] { or } must stand in quotes inside brackets";
    if (problem.find("unknown token") != std::string::npos)
        return "a text that begins or ends with a sign such as ? : @ % must stand in quotes";
    if (problem.find("tab") != std::string::npos)
        return "indent with blanks";
    return {};
}

} // namespace

const node* node::find(std::string_view key) const
{
    for (const entry& each : entries)
        if (each.key.text == key)
            return &each.value;
    return nullptr;
}

std::optional<syntax_tree> parse_yaml(std::shared_ptr<const source_text> source, reporter& report)
{
    if (!check_bytes(*source, report))
        return std::nullopt;
    builder made(*source, report);
    try {
        std::istringstream input(source->text());
        YAML::Parser parser(input);
        while (parser.HandleNextDocument(made)) {
        }
    } catch (const stopped&) {
        return std::nullopt;
    } catch (const YAML::Exception& problem) {
        const std::size_t at = problem.mark.pos < 0 ? 0 : static_cast<std::size_t>(problem.mark.pos);
        report.add(
            code::bad_yaml, *source, at, at + 1, "not YAML: " + readable(problem.msg), help_for(problem.msg)
        );
        return std::nullopt;
    } catch (const std::exception& problem) {
        report.add(code::bad_yaml, *source, 0, 1, "not YAML: " + readable(problem.what()));
        return std::nullopt;
    }
    return syntax_tree{std::move(source), std::move(made.root)};
}

void report_at(reporter& report, code what, const node& at, std::string message, std::string help)
{
    report.add(what, *at.source, at.begin, at.end, std::move(message), std::move(help));
}

place place_of(const node& at)
{
    return place_of(*at.source, at.begin, at.end);
}

} // namespace chatqc::rules
