/** What the pictures show. */

import type { CalendarView } from '../connection/protocol'
import { said } from './words'

export type Colour = (name: string) => string

/** What came as columns, what was expected as a line. */
export function againstExpected(names: string[], values: number[], expected: (number | null)[], size = 12) {
  return (colour: Colour) => ({
    textStyle: { fontSize: size },
    grid: { left: 8, right: 16, top: 3 * size, bottom: 4, containLabel: true },
    legend: { top: 0, textStyle: { color: colour('--ink-soft'), fontSize: size } },
    tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
    xAxis: { type: 'category', data: names, axisLabel: { color: colour('--ink-soft'), fontSize: size } },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: { color: colour('--ink-soft'), fontSize: size },
      splitLine: { lineStyle: { color: colour('--line') } },
    },
    series: [
      { name: said.value.contacts, type: 'bar', data: values, itemStyle: { color: colour('--accent') } },
      {
        name: said.value.expected,
        type: 'line',
        data: expected,
        symbol: 'none',
        lineStyle: { color: colour('--warn'), width: size / 5 },
        itemStyle: { color: colour('--warn') },
      },
    ],
  })
}

/** A year of days, the darker the more. */
export function yearOfDays(year: CalendarView) {
  const most = Math.max(1, ...year.days.map((day) => day.contacts))
  return (colour: Colour) => ({
    tooltip: { renderMode: 'richText', confine: true },
    visualMap: {
      min: 0,
      max: most,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      textStyle: { color: colour('--ink-soft') },
      inRange: { color: [colour('--fill'), colour('--accent')] },
    },
    calendar: {
      range: year.name,
      top: 30,
      left: 40,
      right: 10,
      cellSize: ['auto', 16],
      splitLine: { lineStyle: { color: colour('--edge') } },
      itemStyle: { color: colour('--panel'), borderColor: colour('--line') },
      dayLabel: {
        firstDay: 1,
        nameMap: [6, 0, 1, 2, 3, 4, 5].map((at) => said.value.weekdays[at]!.slice(0, 2)),
        color: colour('--ink-soft'),
      },
      monthLabel: {
        nameMap: Array.from({ length: 12 }, (_, at) => said.value.month(at + 1)),
        color: colour('--ink-soft'),
      },
      yearLabel: { show: false },
    },
    series: [{ type: 'heatmap', coordinateSystem: 'calendar', data: year.days.map((day) => [day.day, day.contacts]) }],
  })
}

/** Names with lengths, the most on top. */
export function ranked(names: string[], values: number[], size = 12) {
  return (colour: Colour) => ({
    textStyle: { fontSize: size },
    grid: { left: 8, right: 5 * size, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: names,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: colour('--ink'), fontSize: size, width: 20 * size, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        data: values,
        label: { show: true, position: 'right', color: colour('--ink'), fontSize: size },
        itemStyle: { color: colour('--accent') },
        barMaxWidth: 2 * size,
      },
    ],
  })
}
