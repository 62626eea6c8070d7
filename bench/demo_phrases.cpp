#include "bench/demo_phrases.h"

namespace chatqc::bench {

namespace {

using text = std::string_view;

constexpr text zh_hello[] = {"在吗", "你好", "您好，有人吗", "hi", "客服在不在", "老板在吗？"};
constexpr text zh_greeting[] = {
    "您好，欢迎光临小店，很高兴为您服务~",
    "亲，您好，我是您的专属客服，请问有什么可以帮您？",
    "您好呀，欢迎光临[微笑]",
    "亲亲您好，在的哦~",
    "欢迎您来，请问想了解哪一款呢？"};
constexpr text zh_autoreply[] = {
    "您好，欢迎光临！客服正在赶来的路上，请您稍等片刻~",
    "亲，当前咨询人数较多，我们会按顺序回复您。",
};
constexpr text zh_impatient[] = {
    "人呢？", "在不在啊", "怎么没人回？", "等了好久了", "？？？", "再不回我就去别家了"};
constexpr text zh_thanks[] = {
    "好的谢谢", "知道了，谢谢", "嗯嗯好的", "行，那我再看看", "OK谢谢[抱拳]", "好的，我拍了"};
constexpr text zh_closing[] = {
    "感谢您的支持，祝您生活愉快，再见~",
    "不客气哦，有问题随时联系我，祝您购物愉快！",
    "感谢光临，如果满意麻烦给个评价，祝您天天开心~"};
constexpr text zh_wait[] = {"您稍等，我帮您查一下", "稍等哦，我看看库存", "请稍等，我去核实一下"};
constexpr text zh_apology[] = {"不好意思让您久等了", "抱歉，刚才咨询的人比较多，让您久等了"};
constexpr text zh_rude[] = {
    "你自己不会看详情页吗",
    "爱买不买，随便你",
    "都说了几遍了，听不懂吗",
    "买不起就别问了",
    "你烦不烦啊",
    "这点小事也要问",
};
constexpr text zh_nudge[] = {
    "亲，看好了可以下单哦",
    "库存不多了，抓紧拍下吧",
    "现在下单今天就能发货哦",
    "优惠马上结束了，赶紧下单吧",
    "亲，还在犹豫吗？快拍吧",
    "亲，帮您留了一件，尽快付款哦"};
constexpr text zh_stray[] = {
    "平台上不方便说，您加我微信吧",
    "加微信给您发更多实拍图",
    "您留个手机号，我私下给您便宜点",
    "可以加QQ群，里面有内部价",
};
constexpr text zh_stray_disguised[] = {
    "加我薇信聊，ma1zi_88", "您加-微-信：maimai2580", "加V❤细说，比这里便宜", "扣扣加一下哈，二五八零零一"};
constexpr text zh_promise[] = {
    "我们家是全网最低价，放心拍",
    "这款是行业第一，没有比它更好的了",
    "保证一个星期见效，无效全额退款",
    "给五星好评返现5元哦，截图发我",
    "用了绝对不会坏，永不掉色",
    "国家级品质，顶级用料",
};
constexpr text zh_boilerplate[] = {
    "亲，具体以详情页描述为准哦，请您仔细查看商品详情页面",
    "我们会尽快为您处理的，请您耐心等待一下哦",
    "活动规则请查看店铺首页公告，以页面展示为准哦",
};
constexpr text zh_transfer[] = {"这边帮您转给售后同事处理哦", "我帮您转接到专门负责的同事"};

constexpr question_and_answer zh_stock[] = {
    {"这款还有现货吗？", "有的呢，仓库现货，今天16点前付款当天发出"},
    {"白色的有吗", "白色还有少量，灰色货比较多"},
    {"发什么快递？", "默认发中通，偏远地区发邮政"},
    {"大概几天能到", "江浙沪一到两天，其他地方三到四天"},
};
constexpr question_and_answer zh_size[] = {
    {"我身高165体重110斤穿多大的", "您好，按您的身材建议选M码，喜欢宽松可以选L码"},
    {"会不会缩水啊", "是预缩水处理过的，正常洗涤基本不会缩水"},
    {"材质是什么的", "面料是百分之九十五棉，含少量弹力纤维"},
};
constexpr question_and_answer zh_price[] = {
    {"现在有什么优惠吗", "店铺满300减40，可以和平台券一起用"},
    {"两件能便宜点吗？", "两件自动打九五折，下单时会直接减"},
    {"送运费险吗", "送的，退货先行垫付运费"},
};
constexpr question_and_answer zh_logistics[] = {
    {"我的快递怎么还没到，都三天了", "帮您看到包裹昨晚到了分拨中心，预计明天派送"},
    {"能帮我催一下吗", "已经联系快递加急了，有消息第一时间告诉您"},
    {"地址写错了能改吗？", "还没有派送，可以改的，请把新地址发我一下"},
};
constexpr question_and_answer zh_refund[] = {
    {"收到的东西有点坏了，怎么退", "非常抱歉给您添麻烦了，您拍张照片，我给您安排退换"},
    {"运费谁出？", "质量问题运费由我们承担，您先寄回就可以"},
    {"多久退款到账", "仓库签收后一到三个工作日原路退回"},
};
constexpr question_and_answer zh_invoice[] = {
    {"可以开发票吗？", "可以的，确认收货后在订单页申请电子发票就好"},
    {"抬头填错了怎么改", "您把正确的抬头和税号发来，我们给您重开"},
};
constexpr demo_topic zh_topics[] = {
    {"presale", zh_stock},
    {"presale", zh_size},
    {"presale", zh_price},
    {"aftersale", zh_logistics},
    {"aftersale", zh_refund},
    {"aftersale", zh_invoice},
};

constexpr text en_hello[] = {"hi there", "hello", "anyone here?", "hey"};
constexpr text en_greeting[] = {
    "Hi, welcome to Harbor Outfitters! How can I help?", "Hello and welcome, thanks for reaching out."};
constexpr text en_autoreply[] = {"Thanks for your message, an agent will be with you shortly."};
constexpr text en_impatient[] = {"hello??", "still waiting", "is anyone there?", "this is taking forever"};
constexpr text en_thanks[] = {"great, thanks", "ok thank you!", "perfect, that's all"};
constexpr text en_closing[] = {
    "You're welcome, have a great day!", "Glad I could help. Thank you for shopping with us, goodbye!"};
constexpr text en_wait[] = {"One moment please, let me check that.", "Bear with me while I look this up."};
constexpr text en_apology[] = {"Sorry to keep you waiting.", "Apologies for the delay."};
constexpr text en_rude[] = {
    "Can't you read the product page?",
    "That's not my problem.",
    "Stop wasting my time.",
    "Calm down, it's just a jacket."};
constexpr text en_nudge[] = {
    "Only a few left, order now!",
    "The discount ends tonight, better buy now.",
    "Still there? Go ahead and place your order."};
constexpr text en_stray[] = {
    "Message me on WhatsApp and I'll give you a better price.",
    "Just email me at my personal address, it's quicker."};
constexpr text en_stray_disguised[] = {"text me on w h a t s a p p, cheaper there"};
constexpr text en_promise[] = {
    "I guarantee it will never tear, 100% risk free.",
    "It's the best jacket in the world, nothing comes close.",
    "Leave a five star review and I'll send you a gift card.",
};
constexpr text en_boilerplate[] = {
    "Please refer to the product page for the most current information about this item."};
constexpr text en_transfer[] = {"Let me transfer you to our returns team."};

constexpr question_and_answer en_stock[] = {
    {"Do you have the rain jacket in medium?", "We do, medium is in stock in navy and olive."},
    {"How long is shipping?", "Standard takes three to five days, express arrives the day after tomorrow."},
};
constexpr question_and_answer en_refund[] = {
    {"My boots arrived with a torn seam, how do I return them?",
     "I'm sorry about that. I've e-mailed you a prepaid label just now."},
    {"When will I get my money back?", "Within three working days after we receive them."},
};
constexpr question_and_answer en_order[] = {
    {"Where is my order? It was due yesterday.",
     "It left the depot this morning and should reach you today."},
    {"Can I still change the address?",
     "Not for this parcel, but the courier can leave it at a pickup point."},
};
constexpr demo_topic en_topics[] = {{"presale", en_stock}, {"aftersale", en_refund}, {"aftersale", en_order}};

constexpr phrase_book zh{
    zh_hello,
    zh_greeting,
    zh_autoreply,
    zh_impatient,
    zh_thanks,
    zh_closing,
    zh_wait,
    zh_apology,
    zh_rude,
    zh_nudge,
    zh_stray,
    zh_stray_disguised,
    zh_promise,
    zh_boilerplate,
    zh_transfer,
    zh_topics};
constexpr phrase_book en{
    en_hello,
    en_greeting,
    en_autoreply,
    en_impatient,
    en_thanks,
    en_closing,
    en_wait,
    en_apology,
    en_rude,
    en_nudge,
    en_stray,
    en_stray_disguised,
    en_promise,
    en_boilerplate,
    en_transfer,
    en_topics};

} // namespace

const phrase_book& phrases_of(demo_language language)
{
    return language == demo_language::en ? en : zh;
}

} // namespace chatqc::bench
