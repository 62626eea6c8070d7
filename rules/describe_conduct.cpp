#include "rules/describe_conduct.h"

#include <array>

namespace chatqc::rules {

namespace {

std::string number(std::uint32_t value)
{
    return std::to_string(value);
}

std::string share(std::uint32_t percent)
{
    return number(percent) + "%";
}

} // namespace

std::string conduct_sentence::lists(const std::vector<list_index>& of) const
{
    std::vector<std::string> names;
    for (const list_index each : of)
        names.push_back(list(each));
    return in.any_of(names);
}

std::string conduct_sentence::operator()(const nudge_alike_detector& value) const
{
    const std::string n = number(value.count);
    return in(
        "顾客一次沉默中，" + n + " 条催单两两相似（≥ " + share(value.similarity_percent) +
            "，跨会话，不论间隔）：" + list(value.list),
        n + " nudges of one silence of the customer are pairwise alike (" + share(value.similarity_percent) +
            " or more), over sessions and whatever the time between: " + list(value.list)
    );
}

std::string conduct_sentence::operator()(const nudge_pacing_detector& value) const
{
    std::string minima;
    for (const milliseconds each : value.minima)
        minima += (minima.empty() ? "" : "/") + duration_text(each);
    return in(
        "顾客沉默后第 1、2…次催单早于 " + minima + "（容差 " + duration_text(value.tolerance) +
            "），或距上一次不到 " + duration_text(value.apart) + "，或次数用完后当天再催：" +
            list(value.list),
        "the first, second … nudge of a silence comes sooner than " + minima +
            " after the customer's last message (less " + duration_text(value.tolerance) + "), sooner than " +
            duration_text(value.apart) +
            " after the one before, or, behind the last of them, on the same day: " + list(value.list)
    );
}

std::string conduct_sentence::operator()(const nudge_after_paid_detector& value) const
{
    return in(
        "顾客付款后、再次下单前仍在催单：" + list(value.list),
        "a nudge after the customer has paid and before he orders again: " + list(value.list)
    );
}

std::string conduct_sentence::operator()(const nudge_before_answer_detector& value) const
{
    const std::string n = number(value.other_max);
    std::string text =
        in((value.at_door ? "首条客服消息" : "对提问的回复") + std::string("只有催单（其余内容不超过 ") + n +
               " 字），且 " + duration_text(value.within) + " 内没有实质答复：" + list(value.list),
           std::string(value.at_door ? "an agent's first message" : "the reply to a question") +
               " is a nudge and nothing else (at most " + n +
               " other characters), and no answer follows within " + duration_text(value.within) + ": " +
               list(value.list));
    if (value.unless_asked)
        text +=
            in("；顾客问购买的除外：", "; not if the customer asks how to buy: ") + list(*value.unless_asked);
    return text;
}

std::string conduct_sentence::operator()(const empty_nudge_detector& value) const
{
    return in(
        "顾客一次沉默中催单至少 " + number(value.count) + " 次（" + list(value.list) + "），没有一次提到：" +
            lists(value.benefits),
        "at least " + number(value.count) + " nudges of one silence (" + list(value.list) +
            "), none of which holds a phrase of " + lists(value.benefits)
    );
}

std::string conduct_sentence::operator()(const perfunctory_detector& value) const
{
    std::string text =
        in("对提问的回复只有不超过 " + number(value.characters_max) + " 字的敷衍词，且 " +
               duration_text(value.within) + " 内没有下文：" + list(value.list),
           "the reply to a question is nothing but at most " + number(value.characters_max) +
               " characters of the list, and nothing follows within " + duration_text(value.within) + ": " +
               list(value.list));
    if (value.yes_no)
        text += in("；是非问句除外：", "; not to a question of yes or no: ") + list(*value.yes_no);
    return text;
}

std::string conduct_sentence::operator()(const made_to_repeat_detector& value) const
{
    const std::string alike = share(value.similarity_percent);
    const std::string n = number(value.characters_min);
    std::string text = value.after_transfer
                           ? in("转接后顾客又问了相似的话（≥ " + alike + "，至少 " + n + " 字）",
                                "after a transfer the customer asks alike again (" + alike +
                                    " or more, at least " + n + " characters)")
                           : in("客服答复后顾客又问了相似的话（≥ " + alike + "，至少 " + n + " 字）",
                                "after an agent's answer the customer asks alike again (" + alike +
                                    " or more, at least " + n + " characters)");
    if (value.list)
        text += in("，或自己说已经说过：", ", or says that he has said it before: ") + list(*value.list);
    if (!value.except.empty())
        text += in("；只是催促的除外：", "; messages that only urge are left out: ") + lists(value.except);
    return text;
}

std::string conduct_sentence::operator()(const transfer_quality_detector& value) const
{
    const std::string n = number(value.most);
    return in(
        "一次会话中转接超过 " + n + " 次（系统分配、交班不算）",
        "more than " + n + " transfers in a session, those by the system and for shifts left out"
    );
}

std::string conduct_sentence::operator()(const bot_trap_detector& value) const
{
    const std::string time = duration_text(value.within);
    return in("顾客要求人工（" + list(value.list) + "）后 " + time + " 内没有人工消息",
              "the customer asks for a person (" + list(value.list) + ") and none says anything within " +
                  time) +
           (value.same_text
                ? in("，或机器人对两条消息给出相同回复", ", or the bot answers two messages alike")
                : "");
}

std::string conduct_sentence::operator()(const late_contact_detector& value) const
{
    const std::string hours = hours_text(value.hours);
    const std::string silence = duration_text(value.silence);
    return in(
        hours + " 之间客服主动发消息：顾客 " + silence + " 内没有说话，没有待回复的提问，也没有未兑现的承诺",
        "an agent begins to speak at " + hours + ": the customer has said nothing for " + silence +
            ", no question is open and no answer is owed"
    );
}

std::string conduct_sentence::operator()(const missed_followup_detector& value) const
{
    return in(
        "顾客得到答复后沉默 " + duration_text(value.silent) + "、没有下单，且其最后一条消息后 " +
            duration_text(value.within) + " 内没有跟进：" + list(value.list),
        "an answered customer is silent for " + duration_text(value.silent) +
            ", has not ordered, and nobody follows up within " + duration_text(value.within) +
            " after his last message: " + list(value.list)
    );
}

std::string conduct_sentence::operator()(const policy_detector& value) const
{
    constexpr std::array<std::string_view, 6> zh{
        "引导到站外", "索要验证码、证件等", "要求删改差评", "好评返利", "顾客有投诉风险", "发送未许可的链接"};
    constexpr std::array<std::string_view, 6> en{
        "leads away from the platform",
        "asks for codes or cards",
        "asks to remove a bad review",
        "pays for a good review",
        "the customer may complain",
        "sends a link that is not allowed"};
    const auto what = static_cast<std::size_t>(value.what);
    std::vector<std::string> ways;
    if (!value.lists.empty())
        ways.push_back(lists(value.lists));
    for (const pattern_index each : value.patterns)
        ways.push_back("/" + set.patterns[each].regex + "/");
    const bool has_pairs = !value.with.empty() && (!value.about.empty() || value.phones);
    if (has_pairs) {
        std::string about = lists(value.about);
        if (value.phones)
            about += (about.empty() ? "" : in("、", " or ")) + in("手机号", "a mobile number");
        ways.push_back(in(
            about + " 与 " + lists(value.with) + " 相距不超过 " + number(value.apart) + " 字",
            about + " with " + lists(value.with) + " at most " + number(value.apart) + " characters beside it"
        ));
    }
    if (value.links)
        ways.push_back(
            value.allow.empty() ? in("任何链接", "any link")
                                : in("许可范围（" + in.any_of(value.allow) + "）以外的链接",
                                     "a link to no site of " + in.any_of(value.allow))
        );
    std::string text = in(zh[what], en[what]) + in("：", ": ") + in.any_of(ways);
    if (!value.innocent.empty())
        text += in("；不算：", "; innocent: ") + lists(value.innocent);
    return text;
}

std::string conduct_sentence::operator()(const privacy_leak_detector& value) const
{
    std::vector<std::string> kinds;
    const auto add = [&](bool is_sought, std::string_view zh, std::string_view en) {
        if (is_sought)
            kinds.push_back(in(zh, en));
    };
    add(value.phones, "手机号", "a mobile number");
    add(value.identities, "身份证号", "the number of an identity card");
    add(value.cards, "银行卡号", "the number of a bank card");
    add(value.addresses, "地址", "an address");
    std::string text =
        in("消息含有本顾客近 7 天没有给过、订单和卡片里也没有的" + in.any_of(kinds),
           "a message holds " + in.any_of(kinds) +
               " that neither the customer has told in 7 days nor an order or card");
    if (!value.own_contacts.empty())
        text += in("；店铺自己的除外：", "; not the shop's own: ") + lists(value.own_contacts);
    if (!value.context.empty())
        text += in("；" + number(value.apart) + " 字内有这些词的除外：",
                   "; not within " + number(value.apart) + " characters of: ") +
                lists(value.context);
    return text;
}

} // namespace chatqc::rules
