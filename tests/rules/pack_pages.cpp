// The pages docs/packs/NAME.md are made from the packs, one section a rule. After a change of a pack:
// CHATQC_GOLDEN=write, then read the difference.
#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace chatqc {
namespace {

struct page_words {
    std::string_view title, intro, by_level, points, a_hit, down_to, review, shadow, off_points, looks_for,
        phrases;
    std::string_view fires, silent, exceptions, tag;
};

const page_words chinese{
    "# 规则包 zh-ecommerce",
    "一节一条规则。例句都来自规则包自己的测试；括号里是测试的名字。词表在 "
    "`rules/packs/zh-ecommerce/lists*`。\n"
    "在真实对话上的表现见 [real-text.md](real-text.md)。",
    "级别",
    "分",
    "每次",
    "最多",
    "须人工确认后才计分",
    "试运行：只计数，不计分，不提醒",
    "只提醒，不计分",
    "词表",
    "条",
    "会触发：",
    "不触发：",
    "例外：",
    "标签",
};

const page_words english{
    "# The pack en-support",
    "One section a rule. The examples are the pack's own tests, with their names in brackets. The lists are "
    "in\n"
    "`rules/packs/en-support/lists*`. How the rules do on real text: [real-text.md](real-text.md).",
    "level",
    "points",
    "each time",
    "at most",
    "no points until a person confirms",
    "in shadow: counted, never scored or alerted",
    "an alert, no points",
    "list",
    "phrases",
    "Fires:",
    "Silent:",
    "Exceptions:",
    "tag",
};

// A chat in one line, with the test's own name; who speaks and when is told where it is more than one
// message.
std::string shown(const rules::test_case& test)
{
    std::string text;
    for (const rules::test_message& each : test.chat) {
        if (each.text.empty() && each.event == rules::event::none)
            continue;
        text += text.empty() ? "" : " → ";
        if (test.chat.size() > 1) {
            text += std::to_string(each.at.count() / 1000) + "s ";
            text += each.event == rules::event::none ? rules::name_of(each.role) : rules::name_of(each.event);
            text += each.text.empty() ? "" : ": ";
        }
        text += each.text;
    }
    for (std::size_t star = text.find('*'); star != std::string::npos; star = text.find('*', star + 2))
        text.insert(star, "\\"); // no emphasis in Markdown
    const std::size_t slash = test.name.find(" / ");
    return text + " *(" + test.name.substr(slash == std::string::npos ? 0 : slash + 3) + ")*";
}

const rules::phrase_list* list_of(const rules::rule_set& set, const rules::detector& detect)
{
    if (const auto* phrase = std::get_if<rules::phrase_detector>(&detect))
        return &set.lists[phrase->list];
    if (const auto* required = std::get_if<rules::required_phrase_detector>(&detect))
        return &set.lists[required->list];
    if (const auto* said = std::get_if<rules::policy_detector>(&detect))
        return said->lists.empty() ? nullptr : &set.lists[said->lists.front()];
    if (const auto list = rules::sought_list(detect))
        return &set.lists[*list];
    return nullptr;
}

std::string facts(const rules::rule_set& set, const rules::rule& rule, const page_words& words)
{
    std::ostringstream out;
    if (rule.puts) {
        out << words.tag << " `" << set.tags[*rule.puts].name << "` · ";
        const rules::phrase_list* list = list_of(set, rule.detect);
        out << words.looks_for << " (" << (list == nullptr ? 0 : list->phrases.size()) << ' ' << words.phrases
            << ')';
        return out.str();
    }
    out << rules::name_of(rule.in) << " · " << words.by_level << ' ' << rules::name_of(rule.severity);
    if (rule.points != 0) {
        out << " · " << rule.points << ' ' << words.points;
        if (rule.count == rules::count_as::per_hit)
            out << ' ' << words.a_hit
                << (rule.cap ? ", " + std::string(words.down_to) + " " + std::to_string(*rule.cap) : "");
    } else {
        out << " · " << words.off_points;
    }
    if (rule.review_required)
        out << " · " << words.review;
    if (rule.mode == rules::mode::shadow)
        out << " · " << words.shadow;
    if (const rules::phrase_list* list = list_of(set, rule.detect))
        out << " · " << words.looks_for << " `" << list->name << "` (" << list->phrases.size() << ' '
            << words.phrases << ')';
    return out.str();
}

std::string section(const rules::check_result& pack, const rules::rule& rule, const page_words& words)
{
    std::string firing;
    std::string silent;
    for (const rules::test_case& each : pack.tests) {
        if (each.name.rfind(rule.id + " / ", 0) != 0 || (rule.puts ? !each.tags : !each.expect))
            continue;
        const bool fires =
            rule.puts ? !each.tags->empty()
                      : std::any_of(each.expect->begin(), each.expect->end(), [&](const auto& expected) {
                            return expected.rule == rule.id;
                        });
        (fires ? firing : silent) += "- " + shown(each) + "\n";
    }
    std::ostringstream out;
    out << "\n## " << rule.id << "\n\n" << rule.name_zh << " / " << rule.name_en << "  \n";
    out << facts(*pack.rules, rule, words) << "\n\n" << rule.why << "\n\n";
    out << words.fires << "\n\n" << firing << "\n" << words.silent << "\n\n" << silent;
    if (rule.except.empty())
        return out.str();
    out << "\n" << words.exceptions << "\n\n";
    std::vector<std::string> said;
    for (const rules::exception& each : rule.except) {
        if (std::find(said.begin(), said.end(), each.reason) != said.end())
            continue;
        said.push_back(each.reason);
        out << "- " << each.reason << "\n";
    }
    return out.str();
}

std::string page(const rules::check_result& pack, const page_words& words)
{
    std::string text = std::string(words.title) + "\n\n" + std::string(words.intro) + "\n";
    for (const rules::rule& each : pack.rules->rules)
        text += section(pack, each, words);
    return text;
}

void check_page(const rules::pack_bundle& pack, const page_words& words)
{
    const rules::check_result checked = rules::check({pack});
    REQUIRE(checked.rules != nullptr);
    const std::filesystem::path path =
        std::filesystem::path(CHATQC_SOURCE_DIR) / "docs" / "packs" / (pack.folder + ".md");
    const std::string made = page(checked, words);
    const char* golden = std::getenv("CHATQC_GOLDEN");
    if (golden != nullptr && std::string_view(golden) == "write")
        std::ofstream(path, std::ios::binary) << made;
    std::ifstream file(path, std::ios::binary);
    const std::string kept((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    INFO("CHATQC_GOLDEN=write makes the page again");
    CHECK(kept == made);
}

} // namespace

TEST_SUITE("rules.pack_pages")
{
    TEST_CASE("each pack's page says what the pack says")
    {
        const std::vector<rules::pack_bundle> packs = test::shipped_packs();
        check_page(packs.at(0), chinese);
        check_page(packs.at(1), english);
    }
}

} // namespace chatqc
