// The same messages in another order of arrival.
import { random } from './random.mjs';

const minute = 60_000; // ms
const hour = 60 * minute;

function arranged(lines, dice, copies, moved_by) {
    const placed = [];
    for (const line of lines) {
        const { ts } = JSON.parse(line);
        const time = typeof ts === 'number' ? ts : Date.parse(ts);
        placed.push({ line, at: time + moved_by() });
        if (dice.next() < copies) placed.push({ line, at: time + moved_by() });
    }
    return placed.sort((a, b) => a.at - b.at).map(one => one.line);
}

// Every line moves by up to an hour of its event time either way, and `copies` of 1 come once more.
export function shuffled(lines, seed, copies = 0.05) {
    const dice = new random(seed);
    return arranged(lines, dice, copies, () => (dice.next() * 2 - 1) * hour);
}

// As the network does it: every line moves within the two seconds that a conversation is held back, copies come, and 2 %
// are late by a minute to six hours.
export function delayed(lines, seed, copies = 0.05) {
    const dice = new random(seed);
    const late = 0.02;
    return arranged(lines, dice, copies, () =>
        dice.next() < late ? minute + dice.next() * 6 * hour : dice.next() * 2000,
    );
}
