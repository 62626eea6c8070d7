// Waiting with a bound, and without sleeping.

// The promise's value, or an error after `ms`.
export function within(ms, what, promise) {
    let timer;
    const late = new Promise((_, fail) => {
        timer = setTimeout(() => fail(new Error(`${what}: not within ${ms} ms`)), ms);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// Asks again until the answer is truthy, at most `ms`; hands it back.
export async function until(ms, what, ask, every = 20) {
    const end = performance.now() + ms;
    for (;;) {
        const answer = await ask();
        if (answer) return answer;
        if (performance.now() > end) throw new Error(`${what}: not within ${ms} ms`);
        await new Promise(done => setTimeout(done, every));
    }
}
