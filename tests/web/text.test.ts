// Both languages say the same things, in the field's words.
import { en } from '../../web/src/text/en';
import { say, say_value } from '../../web/src/text/say';
import { zh, type text_key } from '../../web/src/text/zh';

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort();

describe('the texts', () => {
    it('have the same keys and the same values in them', () => {
        expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
        for (const key of Object.keys(zh) as text_key[]) {
            const same = key === 'receipt.deadline_plain' || holes(zh[key]).join() === holes(en[key]).join();
            expect([key, same]).toEqual([key, true]);
        }
    });
    it('use the words of the specification', () => {
        expect(
            ['minor', 'moderate', 'major', 'critical'].map(level => say_value('zh', 'level', level)),
        ).toEqual(['轻微', '一般', '严重', '红线']);
        expect(say('zh', 'level.critical_hint')).toBe('红线（一票否决）');
        expect([say('zh', 'nav.breaches'), say('en', 'nav.breaches')]).toEqual([
            '即将超时',
            'Next to breach',
        ]);
        expect([
            say('zh', 'word.unassigned'),
            say('zh', 'word.evidence'),
            say('zh', 'word.verdicts'),
        ]).toEqual(['未分配', '判定依据', '质检结果']);
    });
    it('show a value they do not know as it is', () => {
        expect(say_value('zh', 'role', 'inspector')).toBe('inspector');
        expect(say_value('zh', 'level', '__proto__')).toBe('__proto__');
    });
    it('do not fill a value’s own braces', () => {
        expect(say('zh', 'event.assign', { to: '{to}{n}' })).toBe('分配给 {to}{n}');
    });
});
