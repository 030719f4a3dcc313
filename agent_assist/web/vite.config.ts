import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [vue()],
  // The content security policy of the desk allows files only, so nothing is put inline.
  // The administrators' page brings an editor; only they fetch it.
  build: { chunkSizeWarningLimit: 700, assetsInlineLimit: 0, target: 'es2022', modulePreload: { polyfill: false } },
  // `npm run dev` against a desk that runs on its default port.
  server: {
    proxy: {
      '/api': { target: 'http://127.0.0.1:8012', ws: true },
      '/phone': { target: 'http://127.0.0.1:8012', ws: true },
    },
  },
})
