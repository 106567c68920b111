import type { TrainingFeedback } from "@justesse/types/wire/work"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import styles from "../../parts/frame.module.css"

type Earlier = NonNullable<TrainingFeedback["earlier"]>

/** Left, top, right, bottom; left and top grow outwards to smaller numbers. */
const EDGES = [
  ["left", -1],
  ["top", -1],
  ["right", 1],
  ["bottom", 1],
] as const
/** Regions that are shown edge by edge. */
const MOST = 12

/** Of a picture that is practised again: how far each edge of what was drawn lay outside then, and lies now. */
export function EarlierEdges({ earlier, nameOf }: { earlier: Earlier; nameOf: (region: string) => string }) {
  const t = useT("task")
  const format = useFormat()
  const px = (edges: Earlier["edges"][number]["now"], i: number, outwards: number) => {
    const off = edges?.[i]
    if (off === undefined) return "–"
    const value = Math.round(off * outwards * 10) / 10
    return `${value < 0 ? "−" : ""}${format.number(Math.abs(value), 1)}`
  }
  return (
    earlier.edges
      // What is missed now is said as that.
      .filter(({ now }) => now !== null)
      .slice(0, MOST)
      .map(({ region, was, now }) => (
        <li key={region}>
          <b>{nameOf(region)}</b>
          <span className={styles.dim}>{t("tryOut.outside")}</span>
          <table className={styles.earlier}>
            <thead>
              <tr>
                <th>{t("tryOut.edge")}</th>
                <th>{format.date(earlier.atMs)}</th>
                <th>{t("tryOut.now")}</th>
              </tr>
            </thead>
            <tbody>
              {EDGES.map(([edge, outwards], i) => (
                <tr key={edge}>
                  <th>{t(`review:edge.${edge}`)}</th>
                  <td>{px(was, i, outwards)}</td>
                  <td>
                    <b>{px(now, i, outwards)}</b>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </li>
      ))
  )
}
