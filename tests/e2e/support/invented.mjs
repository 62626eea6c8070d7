// Invented conversations for tests, from a seed: good and bad service in two shops, every kind of verdict now and then.
import { random } from './random.mjs';

const morning = Date.parse('2025-11-11T09:00:00+08:00'); // ms

const questions = ['在吗', '这款有货吗？', '什么时候发货', '可以便宜点吗', '尺码怎么选', 'Where is my parcel?', '能开发票吗'];
const greetings = ['您好，请讲', '亲，在的呢', '你好，欢迎光临', ''];
const answers = [
    '有货的，今天下单明天发',
    '您看详情页的尺码表就可以了',
    '已经帮您登记，请留意短信',
    '发票在收货以后可以申请',
    '加微信聊，便宜给你',
    '加-微-信：shop8888',
    '五星好评返现５元，私下发你',
    '你有病吧，爱买不买',
    '全网最低价，绝对正品',
    '不知道，你找快递去',
];
const nudges = ['亲，抓紧下单哦', '库存不多了，赶紧拍', '今天不拍明天就涨价了，快下单'];
const acknowledgements = ['好的', '谢谢', '嗯嗯', 'ok'];

// Messages in order of time, all on the shop-day that begins its work at `begin` (ms); about six a conversation.
export function invented(seed, conversations = 40, begin = morning) {
    const dice = new random(seed);
    const made = [];
    for (let number = 0; number < conversations; ++number) {
        const conversation = `c${number}`;
        const shop = dice.pick(['blue', 'red']);
        const agent = `${shop}-${1 + dice.below(3)}`;
        let ts = begin + dice.below(10 * 3600) * 1000;
        let count = 0;
        const say = (seconds, role, text, more = {}) => {
            ts += Math.round(seconds * 1000);
            const id = `m${number}-${count++}`;
            made.push({ id, conversation, ts, role, text, ...(role === 'agent' ? { sender: agent } : {}), ...more });
        };
        say(0, 'customer', dice.pick(questions), { shop, to: agent, customer: `u${number}` });
        const rounds = 1 + dice.below(3);
        for (let round = 0; round < rounds; ++round) {
            if (dice.next() < 0.1) continue; // never answered
            const wait = dice.next() < 0.25 ? 100 + dice.below(400) : 3 + dice.below(40);
            say(wait, 'agent', dice.pick(greetings) + dice.pick(answers));
            if (dice.next() < 0.2) for (const nudge of nudges) say(5 + dice.below(20), 'agent', nudge);
            if (dice.next() < 0.15) {
                const again = dice.pick(answers);
                for (let copy = 0; copy < 3; ++copy) say(4, 'agent', again);
            }
            if (dice.next() < 0.2) say(2700, 'customer', dice.pick(questions)); // a new session
            else say(10 + dice.below(60), 'customer', dice.pick(dice.next() < 0.4 ? acknowledgements : questions));
        }
    }
    return made.sort((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1));
}

export const lines_of = messages => messages.map(one => JSON.stringify(one) + '\n').join('');
