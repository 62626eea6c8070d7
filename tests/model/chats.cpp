#include "tests/model/chats.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace chatqc::model {

namespace {

using namespace std::chrono_literals;

template <typename T, std::size_t size> const T& pick(test::random& random, const T (&from)[size])
{
    return from[random.below(size)];
}

// What limits, gaps and windows of the packs lie at; one is taken as it is, a millisecond less or more.
constexpr milliseconds boundaries[] = {0ms,  1s,   3s,   10s,  20s,  30s,   40s,   60s,   100s,  120s,
                                       180s, 300s, 600s, 660s, 900s, 1200s, 1800s, 3600s, 7200s, 24h};

constexpr std::string_view customer_texts[] = {
    "在吗",
    "多少钱",
    "好的",
    "嗯嗯",
    "好的谢谢",
    "OK",
    "ok。",
    "[微笑]",
    "。。",
    "好的？",
    "嗯?",
    "好的发货",
    "这款有货吗",
    "这款有货吗呢",
    "那这款有货吗",
    "好的嗯谢谢",
    "嗯嗯好的[微笑]",
    "好的谢谢好的谢谢好",
    "😀",
    "谢谢啦",
    "嗯嗯嗯嗯嗯嗯嗯嗯嗯",
    "好的、",
    "好的…",
    "好的～",
    "好的！",
    "好的❤️",
    "好的「」",
    "好的——",
    "好的★",
    "谢",
    "嗯#E-s21",
    "ok ok",
};

constexpr std::string_view person_texts[] = {
    "您好",
    "欢迎光临",
    "亲亲这款有现货的哦",
    "亲亲这款有现货的哦。",
    "亲亲那款有现货的哦",
    "还在吗",
    "现在下单有券",
    "抓紧哦",
    "笨蛋",
    "我没说笨蛋",
    "笨-蛋",
    "请提供订单号",
    "稍等一下",
    "要红色的吗？",
    "保证到货",
    "不保证到货",
    "笨蛋闭嘴",
    "加vx聊",
    "vxcode",
    "再见",
    "好的",
    "是否需要发票",
    "亲 还在吗，抓紧下单",
    "节日公告抓紧下单",
    "[微笑]",
    "哈哈哈哈哈哈",
    "亲 亲 在 的",
    "您好您好",
};

// What the packs of urging chats look for besides.
constexpr std::string_view troubled_customer[] = {
    "转人工",
    "我要人工客服",
    "这款什么时候发货",
    "这款什么时候发货呢",
    "我说过了",
    "人呢这款什么时候发货",
    "加微信吧",
    "https://evil.example/a",
    "电话138 1234 5678",
    "卡6222020200112230",
    "１３８１２３４５６７８打给我",
    "寄到中山路12号3栋",
    "你是笨蛋",
    "vx多少",
};

constexpr std::string_view troubled_person[] = {
    "加我微信聊",
    "不能加微信的",
    "可以用微信支付",
    "加13812345678",
    "138-1234-5678联系我",
    "单号13812345678901",
    "好评返5元",
    "好评不返红包",
    "看 https://item.taobao.com/1?x=2",
    "看http://evil.example/x",
    "www.jd.com看",
    "www.jd.com.cn",
    "稍等亲我去仓库看一下有没有货",
    "明天发货",
    "他电话13812345678",
    "微信13912345678",
    "快递员的电话13812345678",
    "卡6222-0202-0011-2230",
    "卡6222020200112236",
    "证11010519491231002X",
    "证110105194912310021",
    "48小时内发货哦",
    "明天给您退款",
    "下周一发货，周五前退款",
    "两个工作日内退款",
    "2月3日发货",
    "支持7天无理由退货",
    "发-货最快今晚哦",
    "不保证明天发货",
    "今天统一发货，三十分钟内退款",
    "我们不说笨蛋",
    "您说的“加微信”不行",
    "\"vx\"不能加",
    "亲，稍等一下~明天发货哦",
    "[微笑]亲，稍等一下~明天发货哦！",
    "亲，稍等一下~明天发货哦亲",
    "最好的笨蛋套餐。",
    "他住在人民中山路12号3栋502室",
    "地址是阳光小区3栋，中山路12号",
    "快递员说的是人民中山路１２号3栋",
    "到店自提在中山路12号",
    "快递员的电话和地址：中山路１２号",
    "这条路2号",
    "下-单吧",
    "抓-紧吧",
};

constexpr std::string_view cards[] = {
    R"({"url":"https://item.jd.com/1"})",
    R"({"url":"http://evil.example"})",
    R"({"card":"7"})",
    R"({"address":"阳光小区3栋"})",
    R"({"phone":"13812345678"})"};

constexpr std::string_view people[] = {"A", "B", "C"};
constexpr std::string_view platforms[] = {"jd", "jd", "twitter", "taobao"};
constexpr std::string_view shops[] = {"s1", "s2", "s3"};

constexpr rules::kind spoken[] = {
    rules::kind::image,
    rules::kind::voice,
    rules::kind::video,
    rules::kind::emoji,
    rules::kind::card,
    rules::kind::link,
    rules::kind::file,
    rules::kind::emoji};

constexpr rules::event events[] = {
    rules::event::open,
    rules::event::close,
    rules::event::close,
    rules::event::queue,
    rules::event::assign,
    rules::event::assign,
    rules::event::transfer,
    rules::event::transfer,
    rules::event::transfer,
    rules::event::status,
    rules::event::order_paid,
    rules::event::order_placed,
    rules::event::rating_invite,
    rules::event::rating,
    rules::event::read,
    rules::event::blocked};

constexpr std::string_view causes[] = {
    "", "", R"({"cause":"agent"})", R"({"cause":"system"})", R"({"cause":"shift"})"};

class conversation_maker {
public:
    conversation_maker(test::random& random, const chat_options& options, std::string name)
        : random_(random), options_(options), name_(std::move(name))
    {
        // Ids say nothing of the order, and are used again by every conversation.
        for (int number = 0; number < 100; ++number)
            ids_.push_back("m" + std::to_string(number));
        for (std::size_t at = ids_.size(); at > 1; --at)
            std::swap(ids_[at - 1], ids_[random_.below(at)]);
    }

    std::vector<message> make()
    {
        static constexpr milliseconds starts[] = {0min, 0min, -185min, 775min, 780min, 1319min};
        now_ = instant{std::chrono::sys_days{std::chrono::year{2025} / 1 / 6}} + 2h + pick(random_, starts);
        const bool tells_shop_late = random_.chance(50);
        const auto count = 1 + random_.below(options_.messages_max);
        while (all_.size() < count) {
            auto next = random_.chance(72) ? speech() : event();
            next.id = all_.size() < ids_.size() ? ids_[all_.size()] : "n" + std::to_string(all_.size());
            next.conversation = name_;
            next.ts = now_;
            next.seq = random_.chance(70) ? 0 : random_.between(-1, 2);
            if (random_.chance(all_.empty() && !tells_shop_late ? 70 : 8))
                tell_shop(next);
            all_.push_back(std::move(next));
            now_ = later();
        }
        if (options_.long_sessions)
            fill();
        std::sort(all_.begin(), all_.end(), comes_before);
        return std::move(all_);
    }

private:
    instant later()
    {
        if (random_.chance(15))
            return now_;
        if (random_.chance(45))
            return now_ + milliseconds{random_.between(0, 40'000)};
        // At a boundary after now, or after something that happened earlier.
        const auto from = random_.chance(40) ? now_ : all_[random_.below(all_.size())].ts;
        const auto reach = random_.chance(80) ? std::size(boundaries) / 2 : std::size(boundaries);
        if (options_.urging && random_.chance(5))
            return std::max(now_, from + 168h + milliseconds{random_.between(-1, 1)});
        const auto at = from + boundaries[random_.below(reach)] + milliseconds{random_.between(-1, 1)};
        return std::max(at, now_);
    }

    message speech()
    {
        message made;
        const auto who = random_.below(100);
        if (who < (options_.urging ? 15u : 45u)) {
            made.role = rules::role::customer;
            made.text = pick(random_, customer_texts);
            if (random_.chance(20))
                made.to = pick(random_, people);
        } else if (who < 85) {
            made.role = random_.chance(85) ? rules::role::agent : rules::role::assist;
            made.sender = pick(random_, people);
            made.text = pick(random_, person_texts);
        } else if (who < 95) {
            made.role = random_.chance(50) ? rules::role::bot : rules::role::autoreply;
            made.text = random_.chance(50) ? "您好" : "稍等";
            made.sender = random_.chance(30) ? "R" : "";
        } else {
            made.role = rules::role::system;
            made.text = "系统提示";
        }
        if (options_.urging)
            trouble(made);
        if (random_.chance(12)) {
            made.kind = pick(random_, spoken);
            if (random_.chance(70))
                made.text.clear();
        }
        return made;
    }

    void trouble(message& in)
    {
        if (in.role == rules::role::customer && random_.chance(60))
            in.text = pick(random_, troubled_customer);
        else if (in.role != rules::role::customer && random_.chance(30))
            in.text = pick(random_, troubled_person);
        if (random_.chance(5)) {
            in.kind = random_.chance(50) ? rules::kind::card : rules::kind::link;
            in.attrs = pick(random_, cards);
        }
    }

    message event()
    {
        message made;
        made.role = rules::role::system;
        made.kind = rules::kind::event;
        if (options_.edits && !all_.empty() && random_.chance(40))
            return correction(std::move(made));
        made.event = pick(random_, events);
        const bool moves = made.event == rules::event::assign || made.event == rules::event::transfer;
        if (random_.chance(moves ? 92 : 5))
            made.to = pick(random_, people);
        if (made.event == rules::event::transfer) {
            made.sender = pick(random_, people);
            made.attrs = pick(random_, causes);
        } else if (options_.urging && random_.chance(20)) {
            made.attrs = pick(random_, cards);
        } else if (random_.chance(15)) {
            made.role = rules::role::agent;
            made.sender = pick(random_, people);
        } else if (random_.chance(10)) {
            made.role = rules::role::customer;
        }
        return made;
    }

    // A recall or an edit of something earlier, or of what is still to come.
    message correction(message made)
    {
        made.event = random_.chance(50) ? rules::event::recall : rules::event::edit;
        made.ref = ids_[random_.below(std::min(ids_.size(), all_.size() + 1))];
        if (made.event == rules::event::edit)
            made.text = pick(random_, person_texts);
        return made;
    }

    void tell_shop(message& in)
    {
        if (random_.chance(60))
            in.platform = pick(random_, platforms);
        if (random_.chance(60))
            in.shop = pick(random_, shops);
        if (random_.chance(40))
            in.group = random_.chance(50) ? "presale" : "aftersale";
    }

    // Many messages on end: 5,000 at once, or one every twenty-odd minutes for more than three days.
    void fill()
    {
        const bool many = random_.chance(50);
        const auto count = many ? 6'000 : 230;
        const auto start = all_.front().ts;
        for (int number = 0; number < count; ++number) {
            auto next = speech();
            next.kind = rules::kind::text;
            next.text = number % 7 == 0 ? "多少钱" : "知道了";
            next.id = "f" + std::to_string(number);
            next.conversation = name_;
            next.ts =
                start + (many ? 100ms : milliseconds{20min}) * number + milliseconds{random_.between(-1, 1)};
            all_.push_back(std::move(next));
        }
    }

    test::random& random_;
    const chat_options& options_;
    std::string name_;
    std::vector<std::string> ids_;
    std::vector<message> all_;
    instant now_{};
};

} // namespace

std::vector<message> random_chats(test::random& random, const chat_options& options)
{
    std::vector<message> all;
    const auto conversations = 1 + random.below(options.conversations_max);
    for (std::size_t number = 0; number < conversations; ++number) {
        auto made = conversation_maker{random, options, "c" + std::to_string(number)}.make();
        std::move(made.begin(), made.end(), std::back_inserter(all));
    }
    return all;
}

std::vector<activation> random_activations(
    test::random& random,
    const std::vector<message>& messages,
    const std::vector<std::shared_ptr<const rules::rule_set>>& packs
)
{
    std::vector<instant> times{messages.front().ts};
    for (auto more = random.below(3); more > 0; --more)
        times.push_back(messages[random.below(messages.size())].ts + milliseconds{random.between(-1, 1)});
    std::sort(times.begin(), times.end());
    std::vector<activation> all;
    for (const auto at : times)
        all.push_back({at, packs[random.below(packs.size())]});
    return all;
}

} // namespace chatqc::model
