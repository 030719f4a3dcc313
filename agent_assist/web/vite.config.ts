import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  // The content security policy of the desk allows files only, so nothing is put inline.
  // The administrators' page brings an editor; only they fetch it.
  build: { chunkSizeWarningLimit: 700, assetsInlineLimit: 0, target: 'es2022', modulePreload: { polyfill: false } },
  // A busy machine is slow; a test that hangs ends all the same.
  test: { testTimeout: 120_000, hookTimeout: 120_000 },
  // `npm run dev` against a desk that runs on its default port.
  server: {
    proxy: {
      '/api': { target: 'http://127.0.0.1:8012', ws: true },
      '/phone': { target: 'http://127.0.0.1:8012', ws: true },
    },
  },
})
