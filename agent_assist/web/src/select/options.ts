/** What a list offers whose parts are of groups. */
export interface GroupedOption {
  value: string
  name: string
  /** Shown beside the name; empty: of none. */
  group: string
  disabled?: boolean
}
