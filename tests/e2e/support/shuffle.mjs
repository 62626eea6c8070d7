// The same messages in another order of arrival.
import { random } from './random.mjs';

const hour = 3600_000; // ms

// Every line moves by up to an hour of its event time either way, and `copies` of 1 come once more.
export function shuffled(lines, seed, copies = 0.05) {
    const dice = new random(seed);
    const placed = [];
    for (const line of lines) {
        const { ts } = JSON.parse(line);
        const time = typeof ts === 'number' ? ts : Date.parse(ts);
        const place = () => time + (dice.next() * 2 - 1) * hour;
        placed.push({ line, at: place() });
        if (dice.next() < copies) placed.push({ line, at: place() });
    }
    return placed.sort((a, b) => a.at - b.at).map(one => one.line);
}
