/** Drawn on a grid of 20 with a stroke of 1.5; one path each. */
const PATHS = {
  search: "M9 14a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM12.8 12.8l3.7 3.7",
  work: "M4 5.5h12v9H4zM7.5 5.5v-2h5v2M4 9.5h12",
  folder: "M3.5 6h5l1.5 2h6.5v7.5h-13z",
  health: "M10 16s-6-3.5-6-7.5a3.2 3.2 0 0 1 6-1.5 3.2 3.2 0 0 1 6 1.5c0 4-6 7.5-6 7.5z",
  people: "M7.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 16q0-4 4.5-4t4.5 4M13 9.5a2 2 0 1 0 0-4M14 12.2q3 .4 3 3.8",
  jobs: "M4 6h12M4 10h12M4 14h7M14 12.5l2 1.5-2 1.5z",
  disk: "M4 5.5h12v9H4zM4 11.5h12M13 13v.01",
  history: "M4 10a6 6 0 1 0 2-4.5M4 4v3.5h3.5M10 7v3.5l2.5 1.5",
  key: "M7 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM10 10h6.5M14 10v2.5",
  info: "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM10 9.5v4M10 6.7v.01",
  decisions: "M10 3.500v12.500M6 16.500h8M4.500 6h11M4.500 6l-2 5h4zM15.500 6l-2 5h4z",
  question: "M4 4.5h12v9h-6l-3 3v-3H4zM8.4 7.6q.2-1.2 1.6-1.2t1.6 1.2q0 .8-1.6 1.7M10 11.3v.01",
  inbox: "M3.5 11.5l2.5-7h8l2.5 7v4h-13zM3.5 11.5h3.5l1 2h4l1-2h3.5",
  settings: "M4 6h6M14 6h2M4 10h2M10 10h6M4 14h7M15 14h1M12 4.5v3M8 8.5v3M13 12.5v3",
  help: "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8.3 8q.2-1.5 1.7-1.5T11.7 8q0 1-1.7 2M10 13v.01",
  menu: "M4 6h12M4 10h12M4 14h12",
  lock: "M5.5 9h9v7h-9zM7.5 9V6.5a2.5 2.5 0 0 1 5 0V9",
  warning: "M10 4l7 12H3zM10 8.5v3.5M10 14v.01",
  check: "M5 10.5l3.5 3.5 6.5-7.5",
  review: "M3.5 10.5l4 4 9-9",
  scales: "M10 3.500v13M6.500 16.500h7M4 6h12M4 6l-2.500 5.500h5zM16 6l-2.500 5.500h5z",
  overview: "M4 16V9M8 16V4M12 16v-5M16 16V7",
  conditions: "M5 3.5h10v13H5zM8 7h4M8 10h4M8 13h2",
  image: "M3.5 4.5h13v11h-13zM3.5 13l4-4 3 3 2-2 4 3.5",
  import: "M10 3.5v9M6.5 9l3.5 3.5L13.5 9M4 16.5h12",
  label: "M3.5 4v6l6.5 6.5 6-6L9.5 4zM7 7.5v.01",
  guideline: "M4 4.5h5q1 0 1 1v11q0-1-1-1H4zM16 4.5h-5q-1 0-1 1v11q0-1 1-1h5z",
  versions: "M6 5.5a1.5 1.5 0 1 0 0-.01M6 7v6M6 14.5a1.5 1.5 0 1 0 0-.01M14 9.5a1.5 1.5 0 1 0 0-.01M6 12q0-2.5 6.5-2.5",
  activity: "M3 10h3.5l2-5.5 3 11 2-5.5H17",
  quality: "M3.5 14.5l4-5 3 2.5 6-7.5M3.5 16.5h13",
  gold: "M10 3.5l2 4.2 4.6.6-3.4 3.2.9 4.6-4.1-2.3-4.1 2.3.9-4.6L3.4 8.3l4.6-.6z",
  models: "M10 3.5l6 3v7l-6 3-6-3v-7zM4 6.500l6 3 6-3M10 9.500v7",
  copy: "M7 7h9v9H7zM4 13V4h9",
  plus: "M10 5v10M5 10h10",
  more: "M5 10v.01M10 10v.01M15 10v.01",
  close: "M6 6l8 8M14 6l-8 8",
  sort: "M6 5v10M3.5 12.5L6 15l2.5-2.5M11 6h6M11 10h4M11 14h2",
  gridLarge: "M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z",
  gridMedium: "M4 4h12v12H4zM10 4v12M4 10h12M4 4",
  gridSmall:
    "M4 4h3v3H4zM8.5 4h3v3h-3zM13 4h3v3h-3zM4 8.5h3v3H4zM8.5 8.5h3v3h-3zM13 8.5h3v3h-3zM4 13h3v3H4zM8.5 13h3v3h-3zM13 13h3v3h-3z",
  table: "M4 5.5h12M4 10h12M4 14.5h12",
  down: "M6 8l4 4 4-4",
  up: "M6 12l4-4 4 4",
  right: "M8 6l4 4-4 4",
  left: "M12 6l-4 4 4 4",
  download: "M10 4v8.5M6.5 9l3.5 3.5L13.5 9M4.5 16h11",
  upload: "M10 13V4M6.5 7.5L10 4l3.5 3.5M4 12.5v4h12v-4",
  money: "M3.5 5.500h13v9h-13zM3.5 8.500h13M6 12h3",
  ledger: "M5 3.500h10v13H5zM8 3.500v13M10.500 7h2M10.500 10h2",
  floor: "M3.5 15.500h13M5.500 15.500V9M10 15.500v-9M14.500 15.500v-5",
  record: "M5 3.500h10v8.500h-10zM8 6.500h4M8 9h4M8 12v4.500l2-1.500 2 1.500V12",
  clock: "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM10 6.5V10l2.5 1.5",
  person: "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 16.5q0-5 6-5t6 5",
  smile: "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM7.6 8.2v.01M12.4 8.2v.01M7 11.5q3 3.2 6 0",
  eye: "M3 10q3-5 7-5t7 5q-3 5-7 5t-7-5zM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  trash: "M4 6h12M8 6V4.5h4V6M5.5 6l.7 10h7.6l.7-10",
  learn: "M2.5 8L10 4.5 17.5 8 10 11.500zM5.5 9.500v4q4.500 3 9 0v-4M17.500 8v4.500",
  offline: "M3 8a10 10 0 0 1 14 0M6 11a6 6 0 0 1 8 0M9 14a2 2 0 0 1 2 0M4 16L16 4",
  out: "M8 4H4v12h4M12.5 6.5L16 10l-3.5 3.5M16 10H8",
} as const

export type IconName = keyof typeof PATHS

/** A drawn icon. It says nothing to a screen reader: the thing it stands on has its own name. */
export function Icon({ name, small }: { readonly name: IconName; readonly small?: boolean }) {
  return (
    <svg className={small ? "i s" : "i"} viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}

/** The sign of Justesse: a checked thing in its frame. */
export function Mark() {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden="true"
    >
      <path d="M3.5 6.5v-3h3M13.5 3.5h3v3M16.5 13.5v3h-3M6.5 16.5h-3v-3" />
      <path d="M6.5 10.2l2.5 2.5 4.5-5.2" />
    </svg>
  )
}
