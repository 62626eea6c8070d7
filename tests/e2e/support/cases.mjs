// Runs named cases one after the other, each with a bound in time. Exit status 0, 1 (a case failed), 77 (all skipped).
// Words on the command line choose cases by name.

const bound = Number(process.env.CHATQC_E2E_CASE_MS ?? 240_000); // ms a case
const list = [];

// What a case throws that cannot run here, with the reason.
export class skipped extends Error {}

export function test(name, body) {
    list.push({ name, body });
}

function told(problem) {
    const text = String(problem?.stack ?? problem);
    return text.split('\n').slice(0, 30).join('\n      ');
}

// `seed` is printed so that a failure can be run again: SEED=… node FILE.mjs
export const seed = Number(process.env.SEED ?? 20251111) >>> 0;

export async function run(name) {
    const words = process.argv.slice(2).join(' ');
    const wanted = list.filter(one => one.name.includes(words));
    console.log(`${name}: ${wanted.length} cases, seed ${seed}`);
    let passed = 0;
    let failed = 0;
    for (const one of wanted) {
        const start = performance.now();
        let timer;
        const late = new Promise((_, fail) => {
            timer = setTimeout(() => fail(new Error(`took longer than ${bound} ms`)), bound);
        });
        const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
        try {
            await Promise.race([one.body(), late]);
            ++passed;
            console.log(`ok    ${one.name} (${seconds()})`);
        } catch (problem) {
            if (problem instanceof skipped) {
                console.log(`skip  ${one.name}: ${problem.message}`);
            } else {
                ++failed;
                console.log(`FAIL  ${one.name} (${seconds()})\n      ${told(problem)}`);
            }
        } finally {
            clearTimeout(timer);
        }
    }
    console.log(`${name}: ${passed} passed, ${failed} failed, ${wanted.length - passed - failed} skipped`);
    process.exit(failed > 0 || wanted.length === 0 ? 1 : passed > 0 ? 0 : 77);
}
