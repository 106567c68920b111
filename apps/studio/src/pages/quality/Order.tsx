import type { Order } from "@justesse/types/kinds/order"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Note, Section } from "../../ui/layout.tsx"
import { saveFile } from "../../ui/saveFile.ts"
import css from "./order.module.css"
import { orderCsv, spanOf } from "./order.ts"

type Row = Order["rows"][number]

/** The order of a project's pictures by what people said of them two at a time, the best first; at most `limit`. */
export function OrderPart({ project, limit }: { readonly project: string; readonly limit: number }) {
  const t = useT("order")
  const query = useQuery({
    ...trpc.quality.order.queryOptions({ project, limit }),
    // An order is made of every answer: of many it is asked for more rarely.
    refetchInterval: ({ state }) => ((state.data?.answers ?? 0) > 5_000 ? 30_000 : 4_000),
  })
  return (
    <Section title={t("title")}>
      <Loaded query={query}>{(order) => <Ordered limit={limit} order={order} project={project} />}</Loaded>
    </Section>
  )
}

interface Props {
  readonly project: string
  readonly order: Order
  readonly limit: number
}

function Ordered({ project, order, limit }: Props) {
  const t = useT("order")
  const format = useFormat()
  const { rows, answers, people, pairs, assets, groups, neither, circles, side } = order
  if (rows.length === 0) return <p className="dim">{t(pairs === 0 ? "noPairs" : "nothingYet")}</p>
  const span = spanOf(rows)
  return (
    <>
      <p>
        <b>
          {t("lead", { count: answers })} · {t("people", { count: people })} · {t("pictures", { count: assets })}
        </b>{" "}
        <span className="dim">{t("scale")}</span>
      </p>
      {groups > 1 && <Note need>{t("groups", { count: groups })}</Note>}
      <ol className={css.order}>
        {rows.map((row) => (
          <Line isOfMany={groups > 1} key={row.asset} row={row} span={span} />
        ))}
      </ol>
      {assets > rows.length && <p className="dim sm">{t("more", { count: assets - rows.length })}</p>}
      <p className="dim sm">
        {t("neither", { share: format.percent(neither) })}{" "}
        {t("side", { by: format.number(Math.abs(side), 2), which: t(side < 0 ? "right" : "left") })}{" "}
        {circles.threes > 0 && t("circles", { count: circles.threes, circular: format.number(circles.circular) })}
      </p>
      {rows.length >= Math.min(limit, assets) && limit > FEW && (
        <Button icon="download" onClick={() => saveFile(`${project}-order.csv`, "text/csv", orderCsv(order))} small>
          {t("csv")}
        </Button>
      )}
    </>
  )
}

/** Where there is room for a few, nothing is saved as a file. */
const FEW = 10

/** A picture with its rank, and its score with the interval beside those of the others. */
function Line({
  row,
  span,
  isOfMany,
}: {
  readonly row: Row
  readonly span: readonly [number, number]
  readonly isOfMany: boolean
}) {
  const t = useT("order")
  const format = useFormat()
  const { rank, name, thumbnail, score, low, high, comparisons, group } = row
  const [from, to] = span
  // What is next to nothing has no sign.
  const figure = (value: number) => format.number(Math.round(value * 100) / 100 + 0, 2)
  const at = (value: number) => (100 * (value - from)) / (to - from)
  return (
    <li className={css.line}>
      <b className={css.rank}>
        {isOfMany && <span className="dim">{t("group", { number: group + 1 })} </span>}
        {format.number(rank)}
      </b>
      <img alt="" className={css.small} src={thumbnail} />
      <span className={css.name} dir="auto" title={name}>
        {name}
      </span>
      <svg aria-hidden="true" className={css.scale}>
        {low !== null && high !== null && (
          <rect className={css.band} height="6" rx="3" width={`${at(high) - at(low)}%`} x={`${at(low)}%`} y="5" />
        )}
        <circle className={css.dot} cx={`${at(score)}%`} cy="8" r="5" />
      </svg>
      <span className={css.figure}>
        {figure(score)}{" "}
        {low !== null && high !== null && (
          <span className="dim">
            [{figure(low)}, {figure(high)}]
          </span>
        )}
      </span>
      <span className={`dim ${css.count}`}>{t("comparisons", { count: comparisons })}</span>
    </li>
  )
}
