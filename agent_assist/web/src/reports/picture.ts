/** Drawing with ECharts, of which only these parts are fetched. */

import { BarChart, HeatmapChart, LineChart } from 'echarts/charts'
import {
  CalendarComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([BarChart, HeatmapChart, LineChart, CanvasRenderer])
use([CalendarComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent])

export type Picture = ReturnType<typeof init>

/** In the letters of the page: a canvas does not know `inherit`, and would draw all of it in ten pixels. */
export function drawn(place: HTMLElement): Picture {
  return init(place, { textStyle: { fontFamily: getComputedStyle(place).fontFamily } })
}
