import type { Order } from "@justesse/types/kinds/order"
import { csvText } from "../../locale/csvText.ts"

/** From where to where the scale of an order goes: all that is drawn lies on it. */
export function spanOf(rows: Order["rows"]): readonly [number, number] {
  const values = rows.flatMap(({ score, low, high }) => [score, low ?? score, high ?? score])
  const [from, to] = [Math.min(...values), Math.max(...values)]
  return to > from ? [from, to] : [from - 1, to + 1]
}

/** The order as a table, a row a picture. */
export function orderCsv({ rows }: Pick<Order, "rows">): string {
  const head = ["image", "score", "low", "high", "rank", "group", "comparisons"]
  return csvText([
    head,
    ...rows.map(({ name, score, low, high, rank, group, comparisons }) => {
      return [name, score, low, high, rank, group, comparisons]
    }),
  ])
}
