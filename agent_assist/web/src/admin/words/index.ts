/** Every text of the administrators' page in both languages. */

import { computed } from 'vue'
import { language } from '../../language/i18n'
import * as articles from './articles'
import * as graph from './graph'
import * as learn from './learn'
import * as page from './page'
import * as publish from './publish'
import * as trial from './trial'

const zh = { ...page.zh, ...graph.zh, ...trial.zh, ...learn.zh, ...publish.zh, ...articles.zh }
const en: typeof zh = { ...page.en, ...graph.en, ...trial.en, ...learn.en, ...publish.en, ...articles.en }

export const say = computed(() => (language.value === 'en' ? en : zh))
