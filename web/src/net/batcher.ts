// Gathers what comes in bursts and hands it over once a frame, so that hundreds of verdicts a second cost one update of
// the page each sixtieth. Bounded: a full batch is handed over at once (a hidden page draws no frames).

export interface frame_source {
    request(what: () => void): void; // before the next frame, or soon if the page is hidden
}

export class batcher<item> {
    private waiting_: item[] = [];
    private requested_ = false;

    constructor(
        private readonly frames: frame_source,
        private readonly items_max: number,
        private readonly take: (batch: item[]) => void,
    ) {}

    push(value: item): void {
        this.waiting_.push(value);
        if (this.waiting_.length >= this.items_max) {
            this.flush();
        } else if (!this.requested_) {
            this.requested_ = true;
            this.frames.request(() => {
                this.requested_ = false;
                this.flush();
            });
        }
    }

    flush(): void {
        if (this.waiting_.length === 0) return;
        const batch = this.waiting_;
        this.waiting_ = [];
        this.take(batch);
    }
}

export const browser_frames: frame_source = {
    request(what) {
        if (document.hidden) setTimeout(what, 500);
        else requestAnimationFrame(what);
    },
};
