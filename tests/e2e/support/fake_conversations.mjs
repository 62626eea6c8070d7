// Invented conversations with verdicts, as the server would tell them. Byte offsets are counted by Buffer, not by the
// page's own code. `now` is the moment the story is told at (ms).

export const rules = [
    {
        id: 'attitude.abuse',
        name: { zh: '辱骂顾客', en: 'Abusive words' },
        why: '任何时候都不得辱骂顾客；一经发现，全场会话记零分。',
        category: 'attitude',
        level: 'critical',
        points: -100,
        mode: 'live',
        review: 'required',
    },
    {
        id: 'compliance.off_platform',
        name: { zh: '引导站外联系', en: 'Contact outside the platform' },
        why: '平台禁止在聊天里索要或提供站外联系方式，店铺会被扣分。',
        category: 'compliance',
        level: 'major',
        points: -10,
        mode: 'live',
        review: 'auto',
    },
    {
        id: 'nudge.triple',
        name: { zh: '三连发催单', en: 'Triple nudge' },
        why: '连发催单会让顾客反感，应先解决疑问。',
        category: 'sales',
        level: 'moderate',
        points: -5,
        mode: 'live',
        review: 'auto',
    },
    {
        id: 'standards.greeting',
        name: { zh: '缺少问候语', en: 'No greeting' },
        why: '接待的前两句要有问候。',
        category: 'standards',
        level: 'minor',
        points: -1,
        mode: 'shadow',
        review: 'auto',
    },
    {
        id: 'timeliness.first_response',
        name: { zh: '首次响应超时', en: 'First response too late' },
        why: '顾客第一句话三十秒内要有人回。',
        category: 'timeliness',
        level: 'minor',
        points: -2,
        mode: 'live',
        review: 'auto',
    },
    {
        id: 'timeliness.response',
        name: { zh: '响应超时', en: 'Response too late' },
        why: '顾客等待超过三分钟，流失率明显上升。',
        category: 'timeliness',
        level: 'moderate',
        points: -4,
        mode: 'live',
        review: 'auto',
    },
    {
        id: 'timeliness.unanswered',
        name: { zh: '未回复', en: 'Unanswered' },
        why: '每个问题都要有人回。',
        category: 'timeliness',
        level: 'major',
        points: -8,
        mode: 'live',
        review: 'auto',
    },
];

const rule_of = id => rules.find(rule => rule.id === id);

let made = 0;
const hex = n => n.toString(16).padStart(32, '0');

// Half-open byte range of the nth `part` in `text`.
export function bytes_of(text, part, nth = 0) {
    let at = -1;
    for (let i = 0; i <= nth; ++i) at = text.indexOf(part, at + 1);
    if (at < 0) throw new Error(`"${part}" is not in "${text}"`);
    const begin = Buffer.byteLength(text.slice(0, at));
    return { begin, end: begin + Buffer.byteLength(part) };
}

export function verdict(rule_id, part) {
    const rule = rule_of(rule_id);
    made += 1;
    return {
        id: hex(made * 7919),
        status: 'final',
        rule: rule_id,
        rule_hash: '0123456789abcdef',
        pack: 'zh-ecommerce',
        level: rule.level,
        category: rule.category,
        points: rule.points,
        mode: rule.mode,
        review: rule.review,
        tenant: 'default',
        platform: 'taobao',
        shop: '云杉家居',
        group: '',
        agent: '小林',
        session: part.anchor,
        receipt: {},
        revision: 0,
        reason: '',
        ...part,
    };
}

const hit = (message, text, part, phrase, disguised = false) => ({
    message,
    ...bytes_of(text, part),
    phrase,
    disguised,
});

export const emoji_text = '亲👨‍👩‍👧‍👦您好😀，加-微-信发您优惠券🎁，𠮷日到货，别告诉平台哦';
export const hostile_text =
    '<script>window.broken = 1</script><img src=x onerror="window.broken=2"> "quoted" &amp; \u202Egnihtemos\u202C مرحبا بالعالم ' +
    'x'.repeat(4000);

// One long-ish conversation that shows everything a conversation can.
export function story(now) {
    const start = now - 40 * 60_000;
    const id = 'demo-0001';
    const at = seconds => start + seconds * 1000;
    const messages = [];
    const say = (seconds, role, text, more = {}) => {
        const message = {
            id: `m${messages.length + 1}`,
            ts: at(seconds),
            seq: 0,
            role,
            kind: 'text',
            text,
            ...more,
        };
        if (role === 'customer') message.customer = '买家·秋千';
        messages.push(message);
        return message;
    };
    say(0, 'system', undefined, { kind: 'event', event: 'open' });
    const asked = say(2, 'customer', '在吗？这款胡桃木书桌 1.4 米的还有现货吗', { to: '小林' });
    say(3, 'autoreply', '您好，欢迎光临云杉家居，客服正在赶来，请稍等片刻～');
    say(9, 'bot', '猜您想问：① 发货时间 ② 尺寸 ③ 优惠');
    const first = say(475, 'agent', '亲，在的，1.4 米有现货，今天下单明天发', { sender: '小林' });
    say(500, 'customer', '能便宜点吗，隔壁店便宜八十');
    const contact = say(530, 'agent', emoji_text, { sender: '小林' });
    say(560, 'customer', undefined, { kind: 'image' });
    const n1 = say(600, 'assist', '亲，还在考虑吗？', { sender: '小林' });
    const n2 = say(610, 'agent', '现在下单有券哦，抓紧', { sender: '小林' });
    const n3 = say(618, 'agent', '亲，抓紧拍下吧，活动马上结束', { sender: '小林' });
    say(640, 'customer', '你们客服说话怎么这样 😡');
    say(650, 'system', undefined, { kind: 'event', event: 'transfer', to: '小周' });
    const rude = say(700, 'agent', '嫌贵别买，穷鬼', { sender: '小周' });
    say(715, 'system', undefined, { kind: 'event', event: 'recall', ref: rude.id });
    say(760, 'customer', '我要投诉');
    say(790, 'agent', '非常抱歉给您带来不好的体验，这边马上为您申请补偿', { sender: '小周' });
    say(840, 'customer', '好的');
    const verdicts = [
        verdict('timeliness.first_response', {
            conversation: id,
            anchor: asked.id,
            anchor_ts: asked.ts,
            decided_at: asked.ts + 30_000,
            revision: 1,
            reason: 'completed',
            receipt: {
                messages: [asked.id, first.id],
                wait: {
                    profile: 'internal',
                    round: asked.id,
                    opened: asked.ts,
                    deadline: asked.ts + 30_000,
                    replied: first.ts,
                    reply: first.id,
                    limit: 30_000,
                    duration: first.ts - asked.ts,
                },
            },
        }),
        verdict('timeliness.response', {
            conversation: id,
            anchor: asked.id,
            anchor_ts: asked.ts,
            decided_at: asked.ts + 180_000,
            points: 0,
            receipt: {
                messages: [asked.id, first.id],
                wait: {
                    profile: 'taobao_3min',
                    round: asked.id,
                    opened: asked.ts,
                    deadline: asked.ts + 240_000,
                    replied: first.ts,
                    reply: first.id,
                    limit: 180_000,
                    duration: first.ts - asked.ts - 60_000,
                    paused: 60_000,
                },
            },
        }),
        verdict('compliance.off_platform', {
            conversation: id,
            anchor: contact.id,
            anchor_ts: contact.ts,
            decided_at: contact.ts,
            receipt: {
                messages: [contact.id],
                spans: [hit(contact.id, contact.text, '加-微-信', '加微信', true)],
                evasion: true,
            },
        }),
        verdict('nudge.triple', {
            conversation: id,
            anchor: n3.id,
            anchor_ts: n3.ts,
            decided_at: n3.ts,
            status: 'provisional',
            receipt: {
                messages: [n1.id, n2.id, n3.id],
                spans: [
                    hit(n1.id, n1.text, '还在考虑', '还在考虑'),
                    hit(n2.id, n2.text, '抓紧', '抓紧'),
                    hit(n3.id, n3.text, '抓紧拍下', '抓紧拍'),
                ],
                count: 3,
            },
        }),
        verdict('attitude.abuse', {
            conversation: id,
            anchor: rude.id,
            anchor_ts: rude.ts,
            decided_at: rude.ts,
            agent: '小周',
            receipt: { messages: [rude.id], spans: [hit(rude.id, rude.text, '穷鬼', '穷鬼')] },
        }),
    ].map(one => ({ ...one, session: asked.id }));
    return {
        conversation: id,
        messages,
        verdicts,
        sessions: [{ session: asked.id, started: asked.ts, ended: null, tags: ['logistics', 'unnamed'] }],
    };
}

// Text that tries to be more than text.
export function hostile(now) {
    const id = 'hostile/<b>&?#';
    const message = {
        id: '"><i>',
        ts: now - 600_000,
        role: 'agent',
        kind: 'text',
        sender: '<u>evil\u202E</u>',
        text: hostile_text,
    };
    const value = verdict('compliance.off_platform', {
        conversation: id,
        anchor: message.id,
        anchor_ts: message.ts,
        decided_at: message.ts,
        shop: '<img src=x onerror=alert(1)>',
        agent: '<u>evil\u202E</u>',
        receipt: {
            messages: [message.id],
            spans: [
                hit(message.id, hostile_text, '<img src=x onerror="window.broken=2">', '<b>phrase</b>'),
                hit(message.id, hostile_text, 'مرحبا', 'مرحبا'),
            ],
        },
    });
    return {
        conversation: id,
        messages: [message],
        verdicts: [value],
        sessions: [{ session: message.id, started: message.ts, ended: now - 1 }],
    };
}

// `n` finished verdicts before `now`, oldest last, spread over shops, agents and rules without chance.
export function past(now, n) {
    const shops = ['云杉家居', '北岸户外', 'Harbour Coffee'];
    const agents = ['小林', '小周', 'Ana', '阿哲', ''];
    const texts = ['加V聊', '最便宜', '抓紧拍', 'DM me'];
    return Array.from({ length: n }, (_, i) => {
        const rule = rules[(i * 5) % rules.length];
        const decided_at = now - (i + 1) * 47_000;
        const is_wait = rule.category === 'timeliness';
        const waited = 40_000 + ((i * 37) % 500) * 1000;
        return verdict(rule.id, {
            conversation: `past-${i}`,
            anchor: `p${i}`,
            anchor_ts: decided_at - 1000,
            decided_at,
            shop: shops[i % shops.length],
            agent: agents[(i * 3) % agents.length],
            receipt: is_wait
                ? {
                      messages: [`p${i}`],
                      wait: {
                          profile: 'internal',
                          round: `p${i}`,
                          opened: decided_at - waited,
                          limit: 30_000,
                          deadline: decided_at - waited + 30_000,
                          ...(rule.id === 'timeliness.unanswered'
                              ? {}
                              : { replied: decided_at, duration: waited }),
                      },
                  }
                : {
                      messages: [`p${i}`],
                      spans: [{ message: `p${i}`, begin: 0, end: 3, phrase: texts[i % 4] }],
                  },
        });
    });
}

// Rounds waiting at `now`: late, close, and with time.
// Two that stand: of a shop and of an agent.
export function incidents(now) {
    const one = (id, minutes, more) => ({
        id,
        rule: 'timeliness.response.burst',
        level: 'major',
        mode: 'live',
        of: 'timeliness.response',
        by: 'shop',
        key: '云杉家居',
        opened: now - (minutes - 4) * 60_000,
        first: now - minutes * 60_000,
        last: now - (minutes - 9) * 60_000,
        count: 6,
        ...more,
    });
    return [
        one('incident-1', 40, {}),
        one('incident-2', 90, {
            rule: 'compliance.off_platform.burst',
            of: 'compliance.off_platform',
            level: 'critical',
            by: 'agent',
            key: '小林',
            count: 3,
        }),
    ];
}

export function rounds(now) {
    const one = (n, left, limit, state, more = {}) => ({
        conversation: n === 0 ? 'demo-0001' : `wait-${n}`,
        shop: n % 2 ? '北岸户外' : '云杉家居',
        agent: ['小林', '小周', '', 'Ana', '阿哲'][n % 5],
        rule: limit === 30_000 ? 'timeliness.first_response' : 'timeliness.response',
        opened: now + left - limit,
        deadline: now + left,
        left_ms: left,
        state,
        profile: 'internal',
        ...more,
    });
    return [
        one(0, -133_000, 180_000, 'late'),
        one(1, -4_000, 30_000, 'late'),
        one(2, 6_500, 30_000, 'warn'),
        one(3, 41_000, 180_000, 'warn', { profile: 'taobao_3min' }),
        one(4, 97_000, 180_000, 'open'),
        one(5, 171_000, 180_000, 'open'),
    ];
}
