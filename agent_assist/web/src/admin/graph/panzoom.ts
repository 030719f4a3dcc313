/** Moving about in the picture: wheel and keys, dragging, fitting the window. */

import { type Ref, onBeforeUnmount, onMounted, reactive, ref } from 'vue'

const LEAST = 0.2
const MOST = 2.5
const READABLE = 0.7
/** From the edge of the window, px. */
const EDGE = 30

export function usePanZoom(host: Ref<HTMLElement | undefined>) {
  const view = reactive({ x: 0, y: 0, scale: 1 })
  const size = reactive({ width: 800, height: 600 })
  const dragging = ref(false)
  let from: { x: number; y: number; id: number } | null = null
  let watcher: ResizeObserver | undefined

  function zoom(by: number, x = size.width / 2, y = size.height / 2): void {
    const scale = Math.min(Math.max(view.scale * by, LEAST), MOST)
    view.x = x - ((x - view.x) * scale) / view.scale
    view.y = y - ((y - view.y) * scale) / view.scale
    view.scale = scale
  }

  /** All of a picture of this size, but never larger than life. */
  function fit(width: number, height: number): void {
    view.scale = Math.max(Math.min(size.width / width, size.height / height, 1), LEAST)
    view.x = Math.max((size.width - width * view.scale) / 2, 0)
    view.y = 0
  }

  /** Brings a point of the picture into the middle, large enough to be read, unless it can be read where it is. */
  function centre(x: number, y: number): void {
    const shownX = view.x + x * view.scale
    const shownY = view.y + y * view.scale
    const inside = shownX > EDGE && shownY > EDGE && shownX < size.width - EDGE && shownY < size.height - EDGE
    if (inside && view.scale >= READABLE) return
    view.scale = Math.max(view.scale, 0.9)
    view.x = size.width / 2 - x * view.scale
    view.y = size.height / 2 - y * view.scale
  }

  function onWheel(event: WheelEvent): void {
    event.preventDefault()
    const box = host.value?.getBoundingClientRect()
    if (event.ctrlKey || event.metaKey)
      zoom(Math.exp(-event.deltaY / 300), event.clientX - (box?.x ?? 0), event.clientY - (box?.y ?? 0))
    else {
      view.x -= event.shiftKey ? event.deltaY : event.deltaX
      view.y -= event.shiftKey ? 0 : event.deltaY
    }
  }

  function onPointerDown(event: PointerEvent): void {
    if (event.button === 0) from = { x: event.clientX - view.x, y: event.clientY - view.y, id: event.pointerId }
  }

  function onPointerMove(event: PointerEvent): void {
    if (!from || event.pointerId !== from.id) return
    const x = event.clientX - from.x
    const y = event.clientY - from.y
    // A click trembles; only a real movement is a drag.
    if (!dragging.value && Math.abs(x - view.x) + Math.abs(y - view.y) < 5) return
    if (!dragging.value) host.value?.setPointerCapture(event.pointerId)
    dragging.value = true
    Object.assign(view, { x, y })
  }

  function onPointerUp(): void {
    from = null
    // The click that ends a drag comes after this; it must not count as one.
    setTimeout(() => (dragging.value = false))
  }

  /** A view that is hidden has no size, and keeps the one it had. */
  function measured(box: DOMRectReadOnly | undefined): void {
    if (box && box.width > 0 && box.height > 0) Object.assign(size, { width: box.width, height: box.height })
  }

  onMounted(() => {
    watcher = new ResizeObserver(([entry]) => measured(entry?.contentRect))
    if (host.value) watcher.observe(host.value)
  })
  onBeforeUnmount(() => watcher?.disconnect())

  return { view, size, dragging, zoom, fit, centre, onWheel, onPointerDown, onPointerMove, onPointerUp }
}
