// The data beside the repository: recorded days of messages. Not part of it, so every test must do without.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { skipped } from './cases.mjs';

const folder =
    process.env.CHATQC_SHARED_DATA ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));

export function shared_file(path) {
    const file = join(folder, path);
    if (!existsSync(file)) throw new skipped(`there is no ${path} (CHATQC_SHARED_DATA)`);
    return file;
}
