/** Every text of the page in both languages; the type makes sure that none is missing. */

import * as agents from './agents'
import * as alarms from './alarms'
import * as articles from './articles'
import * as assist from './assist'
import * as callbacks from './callbacks'
import * as calls from './calls'
import * as cases from './cases'
import * as city from './city'
import * as control from './control'
import * as figures from './figures'
import * as guests from './guests'
import * as history from './history'
import * as logIns from './log-ins'
import * as page from './page'
import * as phone from './phone'
import * as ringing from './ringing'
import * as screening from './screening'
import * as settings from './settings'
import * as traces from './traces'
import * as transcript from './transcript'
import * as understood from './understood'

export const zh = {
  ...page.zh,
  ...agents.zh,
  ...calls.zh,
  ...control.zh,
  ...transcript.zh,
  ...understood.zh,
  ...articles.zh,
  ...screening.zh,
  ...cases.zh,
  ...figures.zh,
  ...guests.zh,
  ...callbacks.zh,
  ...phone.zh,
  ...ringing.zh,
  ...settings.zh,
  ...history.zh,
  ...logIns.zh,
  ...alarms.zh,
  ...assist.zh,
  ...traces.zh,
  ...city.zh,
}

export type Words = typeof zh

export const en: Words = {
  ...page.en,
  ...agents.en,
  ...calls.en,
  ...control.en,
  ...transcript.en,
  ...understood.en,
  ...articles.en,
  ...screening.en,
  ...cases.en,
  ...figures.en,
  ...guests.en,
  ...callbacks.en,
  ...phone.en,
  ...ringing.en,
  ...settings.en,
  ...history.en,
  ...logIns.en,
  ...alarms.en,
  ...assist.en,
  ...traces.en,
  ...city.en,
}
