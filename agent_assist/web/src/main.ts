import { createApp } from 'vue'
import App from './App.vue'
import './element'
import './style.css'
import { language, setLanguage } from './i18n'

setLanguage(language.value)
createApp(App).mount('#app')
