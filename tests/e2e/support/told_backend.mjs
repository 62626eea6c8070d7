// The stand-in server with the invented conversations already told, for tests and pictures.
import { fileURLToPath } from 'node:url';

import { fake_backend } from './fake_backend.mjs';
import { hostile, incidents, past, rounds, rules, story } from './fake_conversations.mjs';
import { duties_of } from './fake_duties.mjs';

const built = fileURLToPath(new URL('../../../web/dist', import.meta.url));

// `history`: finished verdicts of other conversations.
export async function told_backend(history = 260) {
    const now = Date.now();
    const backend = new fake_backend(process.env.PAGE_DIST ?? built);
    const told = story(now);
    backend.rules = rules;
    backend.add(told);
    backend.add(hostile(now));
    for (const verdict of past(now, history)) backend.verdicts.set(verdict.id, verdict);
    backend.rounds = rounds(now);
    backend.duties = duties_of(told);
    for (const one of incidents(now)) backend.incidents.set(one.id, one);
    backend.reports = [
        { date: '2025-11-11', state: 'provisional', revision: 0 },
        { date: '2025-11-10', state: 'final', revision: 2 },
        { date: '2025-11-09', state: 'final', revision: 0 },
    ];
    backend.notes = ['default_calendar'];
    // As a reader finds them who was there: one struck through, one amended, two still provisional.
    const [first, second, third, fourth] = [...backend.verdicts.values()].sort(
        (a, b) => b.decided_at - a.decided_at,
    );
    const live = {
        retracted: { ...first, status: 'retracted', revision: 1, reason: 'late_message' },
        amended: { ...second, revision: 1, reason: 'completed' },
        provisional: [third, fourth].map(one => ({ ...one, status: 'provisional', revision: 1 })),
    };
    const of_rule = rule => told.verdicts.find(one => one.rule === rule).id;
    const chosen = { contact: of_rule('compliance.off_platform'), wait: of_rule('timeliness.response') };
    return { backend, url: await backend.start(), chosen, told, live };
}
