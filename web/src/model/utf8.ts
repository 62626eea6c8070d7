// The one place where the server's byte offsets (UTF-8, half-open) become the browser's UTF-16 offsets, and where a
// text is cut into marked and plain pieces by them. No DOM here.

export interface byte_range {
    begin: number;
    end: number;
}

// Bytes of the code point that starts at `index`; a lone surrogate counts 3, like the U+FFFD an encoder writes for it.
function utf8_length(code_point: number): number {
    if (code_point < 0x80) return 1;
    if (code_point < 0x800) return 2;
    return code_point < 0x10000 ? 3 : 4;
}

// UTF-16 ranges of byte ranges, in the order given. An offset inside a code point is widened to hold it whole; what
// lies beyond the text is clamped to its end; a range that is empty, inverted or no number becomes empty.
export function utf16_ranges(text: string, ranges: readonly byte_range[]): byte_range[] {
    const wanted = [...new Set(ranges.flatMap(range => [range.begin, range.end]))]
        .filter(Number.isFinite)
        .sort((a, b) => a - b);
    const starts = new Map<number, number>(); // byte offset → where the code point that holds it starts
    const ends = new Map<number, number>(); // byte offset → where the code point before or around it ends
    let bytes = 0;
    let units = 0;
    let next = 0;
    while (next < wanted.length && wanted[next]! <= 0) {
        starts.set(wanted[next]!, 0);
        ends.set(wanted[next++]!, 0);
    }
    while (next < wanted.length && units < text.length) {
        const code_point = text.codePointAt(units)!;
        const units_after = units + (code_point > 0xffff ? 2 : 1);
        const bytes_after = bytes + utf8_length(code_point);
        while (next < wanted.length && wanted[next]! <= bytes_after) {
            starts.set(wanted[next]!, wanted[next]! === bytes_after ? units_after : units);
            ends.set(wanted[next++]!, units_after);
        }
        bytes = bytes_after;
        units = units_after;
    }
    const start_of = (offset: number) => starts.get(offset) ?? text.length;
    const end_of = (offset: number) => ends.get(offset) ?? text.length;
    return ranges.map(range => {
        if (!(range.begin < range.end)) return { begin: 0, end: 0 };
        return { begin: start_of(range.begin), end: end_of(range.end) };
    });
}

export interface piece<tag> {
    text: string;
    tags: tag[]; // of every range that covers this piece; empty: plain text
}

// Cuts `text` at the borders of all ranges. The pieces join to exactly `text`, and none is empty.
export function cut<tag>(text: string, ranges: readonly (byte_range & { tag: tag })[]): piece<tag>[] {
    const units = utf16_ranges(text, ranges);
    const borders = [...new Set([0, text.length, ...units.flatMap(range => [range.begin, range.end])])];
    borders.sort((a, b) => a - b);
    const pieces: piece<tag>[] = [];
    for (let i = 0; i + 1 < borders.length; ++i) {
        const begin = borders[i]!;
        const end = borders[i + 1]!;
        const tags = ranges
            .filter((_, n) => units[n]!.begin <= begin && end <= units[n]!.end)
            .map(range => range.tag);
        pieces.push({ text: text.slice(begin, end), tags });
    }
    return pieces;
}

// The part of `text` a range covers with a little around it, for a receipt's quotation. `around` is in code points.
export function quote(text: string, range: byte_range, around: number): [string, string, string] {
    const { begin, end } = utf16_ranges(text, [range])[0]!;
    const before = [...text.slice(0, begin)];
    const after = [...text.slice(end)];
    const head =
        (before.length > around ? '…' : '') + before.slice(Math.max(0, before.length - around)).join('');
    const tail = after.slice(0, around).join('') + (after.length > around ? '…' : '');
    return [head, text.slice(begin, end), tail];
}

// Characters a reader cannot see but a phrase can be disguised with: zero-width, bidirectional controls, others of
// format and control. Shown as their code point, so that a reviewer sees what was sent.
export function show_invisible(text: string): string {
    return text.replace(/[\p{Cf}\p{Cc}]/gu, character =>
        character === '\n'
            ? ' '
            : `⟨U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`,
    );
}
