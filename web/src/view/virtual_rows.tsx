// Draws only the rows in sight of a long list of equally high rows. When rows come in above what the reader looks at,
// what he looks at stays where it is.
import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

const overscan = 8; // rows drawn beyond each edge, so that focus can move on

interface properties<item> {
    items: readonly item[];
    key_of(value: item): string;
    row_height: number; // px
    label: string;
    draw(value: item, at: number): VNode;
    header?: ComponentChildren;
    children?: ComponentChildren; // below the last row
    on_end(): void; // the last row came in sight
    start_at: number; // scroll offset to begin with, px
    on_scroll(top: number): void;
}

interface anchor {
    key: string;
    offset: number; // px from the row's top to the top of the sight
}

// True if focus moved, and with it perhaps the sight.
function move_focus(list: HTMLElement, event: KeyboardEvent): boolean {
    const step =
        event.key === 'ArrowDown' || event.key === 'j'
            ? 1
            : event.key === 'ArrowUp' || event.key === 'k'
              ? -1
              : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return false;
    const links = [...list.querySelectorAll<HTMLElement>('[data-row]')];
    const at = links.findIndex(link => link === document.activeElement);
    const next = links[at < 0 ? 0 : at + step];
    if (!next) return false;
    event.preventDefault();
    next.focus();
    return true;
}

export function VirtualRows<item>(props: properties<item>) {
    const { items, key_of, row_height } = props;
    const scroller = useRef<HTMLDivElement>(null);
    const held = useRef<anchor | null>(null);
    const [sight, set_sight] = useState({ top: props.start_at, height: 800 });

    const hold = () => {
        const top = scroller.current!.scrollTop;
        const at = Math.min(items.length - 1, Math.floor(top / row_height));
        held.current = top > 0 && at >= 0 ? { key: key_of(items[at]!), offset: top - at * row_height } : null;
    };
    // Scroll events come with the next frame. Where the reader is already counts when other rows are drawn before it.
    const hold_drawn = useRef(() => {});
    if (scroller.current !== null && scroller.current.scrollTop !== sight.top) hold_drawn.current();

    // The observer below outlives this drawing; it must see the latest rows.
    const look_now = useRef(() => {});
    const look = (look_now.current = () => {
        const element = scroller.current!;
        const top = element.scrollTop;
        hold();
        set_sight({ top, height: element.clientHeight });
        props.on_scroll(top);
        if (top + element.clientHeight > (items.length - overscan) * row_height) props.on_end();
    });

    useLayoutEffect(() => {
        const element = scroller.current!;
        element.scrollTop = props.start_at;
        const observer = new ResizeObserver(() => look_now.current());
        observer.observe(element);
        return () => observer.disconnect();
    }, []);

    useLayoutEffect(() => {
        const element = scroller.current!;
        if (held.current !== null) {
            const { key, offset } = held.current;
            const at = items.findIndex(value => key_of(value) === key);
            const top = at * row_height + offset;
            if (at >= 0 && Math.abs(element.scrollTop - top) > 1) element.scrollTop = top;
        }
        hold_drawn.current = hold;
        look();
    }, [items, row_height]);

    const first = Math.max(0, Math.floor(sight.top / row_height) - overscan);
    const last = Math.min(items.length, Math.ceil((sight.top + sight.height) / row_height) + overscan);
    const drawn = items.slice(first, last);
    return (
        <div class="scroller" ref={scroller} onScroll={look}>
            {props.header}
            <ul
                class="rows"
                aria-label={props.label}
                style={{ height: `${items.length * row_height}px` }}
                // Keys may come faster than scroll events: the rows for the next one are drawn at once.
                onKeyDown={event => {
                    if (move_focus(event.currentTarget, event)) look();
                }}
            >
                {drawn.map((value, n) => (
                    <li
                        key={key_of(value)}
                        class="row-place"
                        style={{
                            transform: `translateY(${(first + n) * row_height}px)`,
                            height: `${row_height}px`,
                        }}
                        aria-setsize={items.length}
                        aria-posinset={first + n + 1}
                    >
                        {props.draw(value, first + n)}
                    </li>
                ))}
            </ul>
            {props.children}
        </div>
    );
}
