import { createApp } from 'vue'
import App from './App.vue'
import './look/element'
import './look/style.css'
import { language, setLanguage } from './language/i18n'
import { DESK, createDesk } from './state/desk'

setLanguage(language.value)
createApp(App).provide(DESK, createDesk()).mount('#app')
