import type { Order } from "@justesse/types/kinds/order"

/** From where to where the scale of an order goes: all that is drawn lies on it. */
export function spanOf(rows: Order["rows"]): readonly [number, number] {
  const values = rows.flatMap(({ score, low, high }) => [score, low ?? score, high ?? score])
  const [from, to] = [Math.min(...values), Math.max(...values)]
  return to > from ? [from, to] : [from - 1, to + 1]
}

const cell = (text: string | number | null): string => {
  const written = `${text ?? ""}`
  return /[",\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written
}

/** The order as a table, a row a picture. */
export function orderCsv({ rows }: Pick<Order, "rows">): string {
  const head = ["image", "score", "low", "high", "rank", "group", "comparisons"]
  const lines = rows.map(({ name, score, low, high, rank, group, comparisons }) =>
    [name, score, low, high, rank, group, comparisons].map(cell).join(","),
  )
  return `${[head.join(","), ...lines].join("\n")}\n`
}
