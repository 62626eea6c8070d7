// What the page's width allows. The style sheets break at the same place.
import { useEffect, useState } from 'preact/hooks';

export const wide_query = '(min-width: 900px)';

export function use_media(query: string): boolean {
    const [is_on, set_on] = useState(() => matchMedia(query).matches);
    useEffect(() => {
        const list = matchMedia(query);
        const follow = () => set_on(list.matches);
        list.addEventListener('change', follow);
        return () => list.removeEventListener('change', follow);
    }, [query]);
    return is_on;
}
