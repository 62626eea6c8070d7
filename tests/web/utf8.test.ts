// Byte offsets to UTF-16, against the platform's own encoder.
import { cut, quote, show_invisible, utf16_ranges } from '../../web/src/model/utf8';

const byte_length = (text: string) => new TextEncoder().encode(text).length;
const bytes_before = (text: string, units: number) => byte_length(text.slice(0, units));

function check(text: string, begin: number, end: number, expected: string) {
    const range = utf16_ranges(text, [{ begin, end }])[0]!;
    expect(text.slice(range.begin, range.end)).toBe(expected);
}

describe('utf16_ranges', () => {
    it('is the identity on ASCII', () => check('add my WhatsApp', 7, 15, 'WhatsApp'));
    it('counts three bytes for Chinese', () => check('请加微信号', 3, 12, '加微信'));
    it('counts two bytes for Latin with marks and Cyrillic', () => check('é, да!', 4, 8, 'да'));
    it('counts four bytes and two units for emoji and rare characters', () => {
        check('😀加V', 4, 8, '加V');
        check('𠮷野家', 0, 4, '𠮷');
    });
    it('takes a joined emoji as its code points', () => {
        const family = '👨‍👩‍👧';
        check(`亲${family}加微信`, 3 + byte_length(family), 3 + byte_length(family) + 9, '加微信');
    });
    it('widens an offset inside a code point to hold it whole', () => {
        check('a加b', 2, 3, '加');
        check('a😀b', 1, 3, '😀');
        check('a😀b', 3, 5, '😀');
    });
    it('clamps what lies beyond the text', () => {
        check('加V', 0, 99, '加V');
        check('加V', 50, 99, '');
        check('加V', -5, 3, '加');
    });
    it('gives an empty range for none, an inverted one and no number', () => {
        check('加V', 3, 3, '');
        check('加V', 4, 0, '');
        check('加V', NaN, 3, '');
        check('', 0, 4, '');
    });
    it('keeps the order of the ranges given', () => {
        const ranges = utf16_ranges('甲乙丙', [
            { begin: 6, end: 9 },
            { begin: 0, end: 3 },
        ]);
        expect(ranges).toEqual([
            { begin: 2, end: 3 },
            { begin: 0, end: 1 },
        ]);
    });
    it('agrees with an encoder on random texts', () => {
        const seed = Number(import.meta.env.VITE_SEED ?? Date.now() % 1_000_000);
        console.log(`seed ${seed} (VITE_SEED repeats it)`);
        let state = seed || 1;
        const next = (n: number) => {
            state = (state * 48_271) % 2_147_483_647;
            return state % n;
        };
        const alphabet = ['a', '微', '信', '😀', '𠮷', 'é', '\u200b', '\u202e', 'я', '️', '\u0301'];
        for (let round = 0; round < 300; ++round) {
            const characters = Array.from({ length: next(30) }, () => alphabet[next(alphabet.length)]!);
            const text = characters.join('');
            const from = next(characters.length + 1);
            const to = from + next(characters.length - from + 1);
            const units = (n: number) => characters.slice(0, n).join('').length;
            const range = { begin: bytes_before(text, units(from)), end: bytes_before(text, units(to)) };
            check(text, range.begin, range.end, characters.slice(from, to).join(''));
        }
    });
});

describe('cut', () => {
    it('gives the whole text back, piece by piece', () => {
        const pieces = cut('亲，加微信😀', [{ begin: 6, end: 15, tag: 'a' }]);
        expect(pieces).toEqual([
            { text: '亲，', tags: [] },
            { text: '加微信', tags: ['a'] },
            { text: '😀', tags: [] },
        ]);
    });
    it('splits where spans overlap', () => {
        const pieces = cut('abcdef', [
            { begin: 0, end: 4, tag: 1 },
            { begin: 2, end: 6, tag: 2 },
        ]);
        expect(pieces.map(piece => [piece.text, piece.tags])).toEqual([
            ['ab', [1]],
            ['cd', [1, 2]],
            ['ef', [2]],
        ]);
    });
    it('marks nothing for a span of another text', () => {
        expect(cut('短', [{ begin: 30, end: 60, tag: 1 }])).toEqual([{ text: '短', tags: [] }]);
    });
    it('has no pieces of an empty text', () => expect(cut('', [{ begin: 0, end: 3, tag: 1 }])).toEqual([]));
});

describe('quote', () => {
    it('keeps a little around the hit, in code points', () => {
        expect(quote('😀😀😀加V😀😀😀', { begin: 12, end: 16 }, 2)).toEqual(['…😀😀', '加V', '😀😀…']);
    });
    it('says nothing of what it left in', () => {
        expect(quote('加V聊', { begin: 0, end: 4 }, 5)).toEqual(['', '加V', '聊']);
    });
});

describe('show_invisible', () => {
    it('names what cannot be seen', () => expect(show_invisible('加\u200b微信')).toBe('加⟨U+200B⟩微信'));
    it('names direction controls', () => expect(show_invisible('\u202eabc')).toBe('⟨U+202E⟩abc'));
    it('leaves what can be seen', () => expect(show_invisible('加微信 é😀')).toBe('加微信 é😀'));
});
