import frame from "../parts/frame.module.css"

/** Drawn on a grid of 16 with a stroke of 1.5; one path each. */
const PATHS = {
  over: "M2.250 2.250h8v8h-8zM5.750 5.750h8v8h-8z",
  side: "M2.250 3.250h5v9.500h-5zM8.750 3.250h5v9.500h-5z",
  one: "M3.250 3.250h9.500v9.500h-9.500z",
} as const
type ReviewIconName = keyof typeof PATHS

/** A drawn icon of the review page; what it stands on has its own name. */
export function ReviewIcon({ name }: { readonly name: ReviewIconName }) {
  return (
    <svg aria-hidden="true" className={frame.i} viewBox="0 0 16 16">
      <path d={PATHS[name]} />
    </svg>
  )
}
