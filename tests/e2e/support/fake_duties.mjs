// Promises with a time, the soonest due first.
export function duties_of(told) {
    const [promise] = told.verdicts;
    const after = days => promise.anchor_ts + days * 86_400_000;
    const one = (id, state, days, more = {}) => ({
        state,
        due: after(days),
        verdict: {
            ...promise,
            id,
            rule: 'professionalism.promise_ledger',
            shop: id === 'd2' ? '别家' : promise.shop,
            receipt: {
                spans: [{ message: promise.anchor, begin: 0, end: 6, phrase: '发货' }],
                ...(id === 'd2' ? { recalled: [promise.anchor] } : {}),
            },
        },
        ...more,
    });
    return [
        one('d1', 'overdue', 1),
        one('d2', 'open', 2),
        one('d3', 'kept_late', 3, { kept_by: { event: 'status', message: 'e1', at: after(4) } }),
        one('d4', 'settled', 4),
    ];
}
