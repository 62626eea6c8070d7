// A receipt's sums in words: a person can redo them.
import { evidence_words, points_words, receipt_lines } from '../../web/src/text/receipt_words';
import type { verdict, wait_receipt } from '../../web/src/model/wire';
import { make_verdict } from './make_verdict';

const opened = Date.UTC(2025, 10, 11, 2, 10, 15); // 10:10:15 in Shanghai
const zone = 'Asia/Shanghai';

function with_wait(wait: Partial<wait_receipt>, more: Partial<verdict> = {}): verdict {
    const whole = { profile: 'internal', round: 'm1', opened, ...wait };
    return make_verdict('v', opened + 180_000, { receipt: { wait: whole }, ...more });
}

function check(value: verdict, expected: Record<string, string>, language: 'zh' | 'en' = 'zh') {
    const lines = new Map(receipt_lines(value, { language, zone }).map(line => [line.label, line.value]));
    for (const [label, text] of Object.entries(expected)) expect(lines.get(label)).toBe(text);
}

describe('a wait', () => {
    const late = {
        limit: 180_000,
        deadline: opened + 180_000,
        replied: opened + 475_000,
        reply: 'm3',
        duration: 475_000,
    };

    it('is a sum', () =>
        check(with_wait(late), {
            等待开始: '2025-11-11 10:10:15，顾客消息打开一轮等待',
            截止: '10:13:15 = 开始 10:10:15 + 时限 3 分',
            首次有效回复: '10:18:10',
            计入时长: '7 分 55 秒 = 10:18:10 − 10:10:15',
            超出: '4 分 55 秒 = 7 分 55 秒 − 3 分',
            计时口径: 'internal',
        }));
    it('is a sum in English', () =>
        check(
            with_wait(late),
            {
                Deadline: '10:13:15 = opened 10:10:15 + limit 3 min',
                'Counted wait': '7 min 55 s = 10:18:10 − 10:10:15',
                'Over by': '4 min 55 s = 7 min 55 s − 3 min',
            },
            'en',
        ));
    it('names the pause in both sums', () =>
        check(with_wait({ ...late, deadline: opened + 240_000, paused: 60_000, duration: 415_000 }), {
            截止: '10:14:15 = 开始 10:10:15 + 时限 3 分 + 停表或换人 1 分',
            计入时长: '6 分 55 秒 = 10:18:10 − 10:10:15 − 停表 1 分',
            停表: '1 分（工作时间以外，不计）',
        }));
    it('does not claim a sum that does not hold', () =>
        check(with_wait({ ...late, duration: 600_000 }), { 计入时长: '10 分（按口径计）' }));
    it('says that nobody replied', () =>
        check(with_wait({ limit: 180_000, deadline: opened + 180_000 }), {
            首次有效回复: '到判定时（10:13:15）仍未回复',
        }));
    it('is within the limit exactly at it', () =>
        check(with_wait({ ...late, replied: opened + 180_000, duration: 180_000 }), {
            余量: '0 秒，在时限之内',
        }));
    it('is over a millisecond later', () =>
        check(with_wait({ ...late, replied: opened + 180_001, duration: 180_001 }), {
            计入时长: '3 分 0.001 秒 = 10:13:15.001 − 10:10:15',
            超出: '0.001 秒 = 3 分 0.001 秒 − 3 分',
        }));
    it('calls a platform’s figure an estimate', () =>
        check(with_wait({ ...late, profile: 'taobao_3min' }), {
            计时口径: 'taobao_3min（本系统对平台口径的估算）',
        }));
    it('names the day when it is another one', () =>
        check(with_wait({ ...late, replied: opened + 86_400_000, duration: 1 }), {
            首次有效回复: '2025-11-12 10:10:15',
        }));
});

describe('a receipt', () => {
    it('says by when a promise is to be kept', () =>
        check(make_verdict('v', 1, { receipt: { due: opened } }), { 承诺期限: '2025-11-11 10:10:15' }));
    it('says counts and similarity', () =>
        check(make_verdict('v', 1, { receipt: { count: 3, similarity: 85 } }), {
            次数: '3',
            相似度: '至少 85%',
        }));
    it('says in how many messages something was looked for in vain', () =>
        check(make_verdict('v', 1, { receipt: { count: 2 } }), { 查看的消息: '2' }));
    it('charges the shop where there is no agent', () =>
        check(make_verdict('v', 1, { agent: '' }), { 归责: '未分配（记在店铺）' }));
    it('says why it was revised', () =>
        check(make_verdict('v', 1, { revision: 2, reason: 'late_message' }), {
            修订: '第 2 次：迟到消息重算',
        }));
});

describe('points', () => {
    const check_points = (points: number, zh: string, en: string) => {
        expect(points_words(make_verdict('v', 1, { points }), 'zh')).toBe(zh);
        expect(points_words(make_verdict('v', 1, { points }), 'en')).toBe(en);
    };
    it('carry their sign', () => {
        check_points(-5, '−5 分', '−5');
        check_points(2, '+2 分', '+2');
        check_points(0, '不计分', 'No points');
    });
});

describe('evidence', () => {
    const check_evidence = (value: verdict, expected: string) =>
        expect(evidence_words(value, 'zh')).toBe(expected);
    const span = (phrase: string) => ({ message: 'm', begin: 0, end: 1, phrase });

    it('is a phrase, each once', () =>
        check_evidence(
            make_verdict('v', 1, { receipt: { spans: [span('加V'), span('加V'), span('微信')] } }),
            '「加V」「微信」',
        ));
    it('is a wait', () =>
        check_evidence(with_wait({ limit: 30_000, duration: 77_000 }), '等待 1 分 17 秒，时限 30 秒'));
    it('is no reply', () => {
        check_evidence(with_wait({ limit: 30_000 }), '时限 30 秒，未回复');
        check_evidence(with_wait({}), '未回复');
    });
    it('is a search in vain', () =>
        check_evidence(make_verdict('v', 1, { receipt: { count: 2 } }), '看了 2 条消息，没有'));
    it('is in the conversation otherwise', () => check_evidence(make_verdict('v', 1), '见对话'));
});
