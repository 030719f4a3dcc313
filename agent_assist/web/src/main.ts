import { createApp } from 'vue'
import App from './App.vue'
import './look/element'
import './look/style.css'
import { language, setLanguage } from './language/i18n'

setLanguage(language.value)
createApp(App).mount('#app')
