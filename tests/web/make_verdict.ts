// A verdict for tests, with only what a case is about.
import type { verdict } from '../../web/src/model/wire';

export function make_verdict(id: string, decided_at: number, more: Partial<verdict> = {}): verdict {
    return {
        id,
        status: 'final',
        rule: 'r',
        level: 'minor',
        shop: 's1',
        agent: 'a1',
        conversation: 'c1',
        anchor: 'm1',
        anchor_ts: decided_at,
        decided_at,
        revision: 0,
        reason: '',
        ...more,
    };
}
