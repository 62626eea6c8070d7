// Tries an assertion until it holds, at most `timeout` ms.
export async function eventually(what, timeout = 10_000) {
    const end = Date.now() + timeout;
    for (;;) {
        try {
            return await what();
        } catch (problem) {
            if (Date.now() > end) throw problem;
            await new Promise(done => setTimeout(done, 40));
        }
    }
}
