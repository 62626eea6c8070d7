// One update a frame, whatever the burst.
import { batcher } from '../../web/src/net/batcher';

function set_up(items_max = 100) {
    const frames: (() => void)[] = [];
    const batches: number[][] = [];
    const subject = new batcher<number>({ request: what => frames.push(what) }, items_max, batch =>
        batches.push(batch),
    );
    return { subject, frames, batches };
}

describe('batcher', () => {
    it('hands a burst over once a frame, in order', () => {
        const { subject, frames, batches } = set_up();
        for (let i = 0; i < 50; ++i) subject.push(i);
        expect(batches).toEqual([]);
        expect(frames).toHaveLength(1);
        frames[0]!();
        expect(batches).toEqual([Array.from({ length: 50 }, (_, i) => i)]);
    });
    it('asks for a frame again after one', () => {
        const { subject, frames, batches } = set_up();
        subject.push(1);
        frames[0]!();
        subject.push(2);
        frames[1]!();
        expect(batches).toEqual([[1], [2]]);
    });
    it('does not wait for a frame that never comes', () => {
        const { subject, batches } = set_up(10);
        for (let i = 0; i < 25; ++i) subject.push(i);
        expect(batches.map(batch => batch.length)).toEqual([10, 10]);
    });
    it('hands over nothing twice', () => {
        const { subject, frames, batches } = set_up();
        subject.push(1);
        subject.flush();
        frames[0]!();
        expect(batches).toEqual([[1]]);
    });
});
