import styles from "./frame.module.css"

/** Drawn on a grid of 16 with a stroke of 1.5; one path each. */
const PATHS = {
  back: "M9.5 3.5 5 8l4.5 4.5",
  prev: "M10 4 6 8l4 4",
  check: "m3 8.5 3.2 3L13 4.5",
  book: "M8 4C6.500 2.900 4.500 2.600 2 2.750v9.500c2.500-.15 4.500.15 6 1.250 1.500-1.100 3.500-1.400 6-1.250v-9.500C11.500 2.600 9.500 2.900 8 4Zm0 0v9.500",
  more: "M3.500 8h.01M8 8h.01M12.500 8h.01",
  select: "M4 2.500v10l2.700-2.600 1.700 3.600 1.700-.8-1.700-3.500 3.600-.3L4 2.500Z",
  box: "M2.750 3.750h10.500v8.500H2.750z",
  boxOutermost: "M2.750 3.750h10.500v8.500H2.750zM8 2.500v2.500M8 11v2.500M1.500 8H4M12 8h2.500",
  rotated: "M9.700 1.900 14.100 6.300 6.300 14.100 1.900 9.700z",
  outline: "M3 6 8.500 2.500 13.500 6.500 11 13H4.500z",
  text: "M3 4.500V3h10v1.500M8 3v10M6.200 13h3.600",
  hand: "M5.200 8V4.200a1 1 0 0 1 2 0V7m0-.2V3a1 1 0 0 1 2 0v3.800m0 .2V4a1 1 0 0 1 2 0v4.200m0-1.400a1 1 0 0 1 2 0v2.700c0 2.600-1.800 4.500-4.300 4.500-2 0-3.100-.8-4-2.400L3 9.200a1 1 0 0 1 1.700-1L5.200 9",
  undo: "M5.500 3 2.500 6l3 3M2.800 6H10a3.500 3.500 0 0 1 0 7H7",
  redo: "m10.500 3 3 3-3 3m2.700-3H6a3.500 3.500 0 0 0 0 7h3",
  picture: "M8 2.250a5.750 5.750 0 1 0 0 11.500 5.750 5.750 0 0 0 0-11.500Zm0 0v11.500",
  fit: "M2.500 5.500v-3h3m5 0h3v3m0 5v3h-3m-5 0h-3v-3",
  eye: "M1.500 8S4 3.750 8 3.750 14.500 8 14.500 8 12 12.250 8 12.250 1.500 8 1.500 8Zm6.500 1.750a1.750 1.750 0 1 0 0-3.500 1.750 1.750 0 0 0 0 3.500Z",
  lock: "M3.750 7.250h8.500v6h-8.500zM5.500 7V5a2.500 2.500 0 0 1 5 0v2",
  trash: "M2.750 4.250h10.500M6 4V2.750h4V4m-5.750.5.6 8.750h6.300l.6-8.750",
  filter: "M2.500 4h11M4.500 8h7M6.500 12h3",
  bulb: "M6 11.500c0-1.500-2-2.300-2-5a4 4 0 0 1 8 0c0 2.700-2 3.500-2 5H6Zm.5 2.250h3",
  net: "M2 6.200a9 9 0 0 1 12 0M4.300 8.900a5.600 5.600 0 0 1 7.400 0M6.700 11.400a2 2 0 0 1 2.600 0M2.500 13.500l11-11",
  close: "m4 4 8 8m0-8-8 8",
  pen: "m3 13 .6-2.700 7.200-7.200 2.100 2.100-7.200 7.200L3 13Z",
  direction: "M3 8h10m-3-3 3 3-3 3",
  home: "M2.500 7.500 8 2.750l5.500 4.750M4 6.500v6.750h8V6.500M6.750 13V9.500h2.500V13",
  tabs: "M2.750 5.250h8v8h-8zM5.250 5V2.750h8v8H11",
  down: "M8 2.500v8M4.750 7.250 8 10.500l3.250-3.250M2.750 13.500h10.500",
  up: "M8 13V3.500M4.500 7 8 3.500 11.500 7",
  lower: "M8 3v9.500M4.500 9 8 12.500 11.500 9",
  directionLeft: "M13 8H3m3-3L3 8l3 3",
} as const
export type TaskIconName = keyof typeof PATHS

/** A drawn icon of the work pages; what it stands on has its own name. */
export function TaskIcon({ name, small }: { readonly name: TaskIconName; readonly small?: boolean }) {
  const extra = `${small ? ` ${styles.small}` : ""}${name === "more" ? ` ${styles.more}` : ""}`
  return (
    <svg aria-hidden="true" className={styles.i + extra} viewBox="0 0 16 16">
      <path d={PATHS[name]} />
    </svg>
  )
}
