// Brings parts of a conversation into sight.

// Elements far away have only estimated heights (content-visibility), so a long way is taken at once and then put right.
const far = 3; // heights of the window

export function bring_to_sight(id: string, block: ScrollLogicalPosition): void {
    const element = document.getElementById(id);
    if (!element) return;
    const is_calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const is_far = Math.abs(element.getBoundingClientRect().top) > far * innerHeight;
    element.scrollIntoView({ block, behavior: is_calm || is_far ? 'auto' : 'smooth' });
    if (is_far) requestAnimationFrame(() => element.scrollIntoView({ block }));
}

// The page's id of a message's and of a verdict's element.
export const place_of = (message: string) => `message-${message}`;
export const card_of = (verdict: string) => `verdict-${verdict}`;

// Shows a message and points it out for a moment.
export function show_message(id: string): void {
    const place = document.getElementById(place_of(id));
    if (!place) return;
    bring_to_sight(place.id, 'center');
    place.focus({ preventScroll: true });
    place.classList.remove('message-shown');
    requestAnimationFrame(() => place.classList.add('message-shown'));
}
