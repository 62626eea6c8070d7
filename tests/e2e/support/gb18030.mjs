// Text to GB18030, by turning Node's decoder around: its two-byte part, which holds all common Chinese characters.
const bytes_of = new Map();
const decoder = new TextDecoder('gb18030', { fatal: true });
for (let high = 0x81; high <= 0xfe; ++high) {
    for (let low = 0x40; low <= 0xfe; ++low) {
        if (low === 0x7f) continue;
        try {
            bytes_of.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
        } catch {
            // no character there
        }
    }
}

export function to_gb18030(text) {
    const bytes = [];
    for (const character of text) {
        const code = character.codePointAt(0);
        const found = code < 0x80 ? [code] : bytes_of.get(character);
        if (!found) throw new Error(`${character} has no two bytes in GB18030`);
        bytes.push(...found);
    }
    return Buffer.from(bytes);
}
