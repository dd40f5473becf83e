// How the tab is built: one page into dist, served by the bot below /tab/.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/tab/',
  plugins: [react()],
  build: { target: 'es2022', reportCompressedSize: true, chunkSizeWarningLimit: 900 },
});
