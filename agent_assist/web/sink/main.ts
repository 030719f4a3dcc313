/** `npm run dev`, then /sink.html: every part of the page in many states. It is no part of what is built. */

import { createApp } from 'vue'
import '../src/look/element'
import '../src/look/style.css'
import SinkPage from './SinkPage.vue'

// No server stands behind it.
window.fetch = async () => new Response('{}', { status: 404 })
createApp(SinkPage).mount('#app')
