// How the page is built and its units are run. `npm run dev` takes the API from CHATQC_URL (a running `chatqc serve`).
import { defineConfig } from 'vitest/config';

const server = process.env.CHATQC_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
    esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
    build: {
        target: 'es2021',
        // Everything is a file of its own: `default-src 'self'` forbids data: URLs and inline scripts.
        assetsInlineLimit: 0,
        modulePreload: false,
    },
    server: { proxy: { '/v1': { target: server, ws: true } }, fs: { allow: ['..'] } },
    test: {
        dir: '../tests/web',
        include: ['**/*.test.ts'],
        globals: true,
        environment: 'node',
    },
});
